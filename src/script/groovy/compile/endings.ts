import { typeOf } from "../library/type-of.ts";
import { type Completion, type Fiber, pop } from "../machine/fiber.ts";
import { asThrown, leave, throwInto } from "../machine/frames.ts";
import { unwind } from "../machine/unwind.ts";
import { toText } from "../runtime/text.ts";
import type { Statement } from "../syntax/ast.ts";
import { groovyError, thrownOf } from "../thrown.ts";
import type { Emitter } from "./emitter.ts";

/** How a body is left, and what compiles the statements inside of others. */

/** Compilers of what stands inside a statement. `last`: nothing follows in the function, so a value there is its result. */
export interface Parts {
  readonly block: (emitter: Emitter, body: readonly Statement[], last: boolean) => void;
  readonly statement: (emitter: Emitter, statement: Statement, last: boolean) => void;
}

/** Returns the topmost value, through every `finally` on the way. */
export function finish(fiber: Fiber): void {
  const value = pop(fiber);
  if (!unwind(fiber.frame, { kind: "return", value }, fiber)) leave(fiber, value);
}

export function throwValue(fiber: Fiber): void {
  const value = pop(fiber);
  if (value === null) throw groovyError("NullPointerException");
  if (!typeOf(value).ancestors.has("java.lang.Throwable")) {
    throw groovyError(
      "org.codehaus.groovy.runtime.typehandling.GroovyCastException",
      `Cannot cast object '${toText(value, fiber.run.call).slice(0, 100)}' to class 'java.lang.Throwable'`,
    );
  }
  throw thrownOf(value);
}

export function complete(fiber: Fiber, completion: Completion): void {
  if (unwind(fiber.frame, completion, fiber)) return;
  if (completion.kind === "return") leave(fiber, completion.value);
  else if (completion.kind === "throw") throwInto(fiber, asThrown(completion.problem).problem, completion.value);
}
