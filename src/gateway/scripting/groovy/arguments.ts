import { type GroovyValue, groovyError, groovyText, isGroovyObject, type Meter } from "../../../script/groovy/index.ts";
import { ScriptRefusal } from "../message.ts";

/** Arguments of Groovy calls, read by the host. */

/** Runs what the host does for a script; what it refuses becomes an exception of the script's own. */
export function attempt<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (problem) {
    if (problem instanceof ScriptRefusal || problem instanceof RangeError) {
      throw groovyError("java.lang.IllegalArgumentException", problem.message);
    }
    throw problem;
  }
}

export function textArgument(value: GroovyValue | undefined, meter?: Meter): string {
  if (value === null || value === undefined) throw groovyError("java.lang.NullPointerException", "a text is needed");
  return groovyText(value, meter);
}

export function numberArgument(value: GroovyValue | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  throw groovyError("java.lang.IllegalArgumentException", "a whole number is needed");
}

/** The values of a header: one text, or all of a list. */
export function textsArgument(value: GroovyValue | undefined, meter?: Meter): string[] {
  if (value !== null && value !== undefined && isGroovyObject(value)) {
    if (value.kind === "list" || value.kind === "array") return value.items.map((item) => textArgument(item, meter));
    if (value.kind === "set") return [...value.members.values()].map((item) => textArgument(item, meter));
  }
  return [textArgument(value, meter)];
}
