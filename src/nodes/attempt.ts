import { SallyportError } from "../core/errors.ts";

/** What came of work that may be refused. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };

/** Runs `work`; an error of one of these codes is a refusal that the journey goes on with. */
export function attempt<T>(codes: readonly string[], work: () => T): Attempt<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof SallyportError && codes.includes(error.code)) return { ok: false, code: error.code };
    throw error;
  }
}
