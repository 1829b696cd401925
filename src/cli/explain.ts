import { SallyportError } from "../core/errors.ts";

/** An error as a person at the terminal should read it: the message; a stack only for what nobody expected. */
export function explain(thrown: unknown): string {
  if (thrown instanceof SallyportError) return `sallyport: ${thrown.message} [${thrown.code}]`;
  return `sallyport: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
}
