import { cliErrors } from "../../errors.ts";

/** `name=value`, as it is written on a command line. @throws {cli.attribute-malformed} */
export function pairOf(text: string): readonly [name: string, value: string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw cliErrors.error("cli.attribute-malformed", { message: `"${text}" is not written name=value` });
}

/** Attributes of several `name=value`; a name that is repeated has several values. */
export function attributesOf(pairs: readonly string[]): Record<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  for (const [name, value] of pairs.map(pairOf)) attributes.set(name, [...(attributes.get(name) ?? []), value]);
  return Object.fromEntries(attributes);
}

/** Collects an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
