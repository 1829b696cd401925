import { amErrors } from "./errors.ts";

/** The query of a request, decoded once. */
export interface Query {
  readonly all: ReadonlyMap<string, readonly string[]>;
  /**
   * The value of a parameter that decides something.
   *
   * @throws {am.parameter-repeated} since two readers could choose different copies
   */
  one(name: string): string | undefined;
  /** Whether a flag such as `noSession` is `true`. */
  flag(name: string): boolean;
}

/** @param text what follows the `?`, or "" */
export function readQuery(text: string): Query {
  const all = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const values = all.get(name);
    if (values === undefined) all.set(name, [value]);
    else values.push(value);
  }
  const one = (name: string): string | undefined => {
    const [value, second] = all.get(name) ?? [];
    if (second !== undefined) throw amErrors.error("am.parameter-repeated", { detail: name });
    return value;
  };
  return { all, one, flag: (name) => one(name) === "true" };
}
