import type { NativeResult, Steps } from "../host-class.ts";
import { castTo } from "../library/cast.ts";
import { isInstance, typeOf } from "../library/type-of.ts";
import { GroovyThrown, groovyError } from "../thrown.ts";
import { arrayOf, type ClosureBody, type GroovyClosure, type GroovyValue } from "../values.ts";
import { type Cell, type Code, type Fiber, type Frame, type MadeClosure, pop, push } from "./fiber.ts";
import { unwind } from "./unwind.ts";

/** Entering code, host functions in steps, and closures. */

interface Entry {
  readonly self?: GroovyValue;
  readonly captured?: readonly Cell[];
  readonly closure?: GroovyClosure;
  readonly steps?: Steps;
}

const none: readonly Cell[] = [];

function enter(
  fiber: Fiber,
  code: Code,
  locals: GroovyValue[],
  given: readonly boolean[] | undefined,
  entry: Entry,
): void {
  if (fiber.frames.length >= fiber.run.depth) throw groovyError("StackOverflowError");
  const frame: Frame = {
    code,
    pc: 0,
    locals,
    cells: [],
    captured: entry.captured ?? none,
    self: entry.self ?? null,
    closure: entry.closure,
    given,
    handlers: [],
    iterators: [],
    steps: entry.steps,
    base: fiber.stack.length,
  };
  fiber.frames.push(frame);
  fiber.frame = frame;
}

/** Calls code with arguments; its result comes onto the stack. */
export function enterCode(fiber: Fiber, code: Code, args: readonly GroovyValue[], entry: Entry): void {
  const bound = bind(fiber, code, args);
  enter(fiber, code, bound.locals, bound.given, entry);
}

interface Bound {
  readonly locals: GroovyValue[];
  readonly given: readonly boolean[] | undefined;
}

/** Gives arguments to parameters: those with a default go without when there are too few. */
function bind(fiber: Fiber, code: Code, args: readonly GroovyValue[]): Bound {
  const { parameters } = code;
  if (parameters.length === args.length && parameters.every(isPlain)) return { locals: [...args], given: undefined };
  if (!accepts(code, args)) throw noSuchMethod(code.name, args.length);
  const last = parameters.at(-1);
  const spare = args.length - parameters.filter(({ optional, rest }) => !optional && !rest).length;
  let optionals = Math.max(
    0,
    last?.rest === true ? Math.min(spare, parameters.filter(({ optional }) => optional).length) : spare,
  );
  let next = 0;
  const given: boolean[] = [];
  const locals = parameters.map((parameter): GroovyValue => {
    if (parameter.rest) {
      given.push(true);
      const rest = args.slice(next);
      const [only] = rest;
      return rest.length === 1 && typeof only === "object" && only?.kind === "array" ? only : arrayOf(rest);
    }
    if (parameter.optional) {
      optionals -= 1;
      if (optionals < 0) {
        given.push(false);
        return null;
      }
    }
    const arg = args[next] ?? null;
    next += 1;
    given.push(true);
    return parameter.type === undefined ? arg : castTo(parameter.type, arg, fiber.run.call);
  });
  return { locals, given };
}

function isPlain({ type, optional, rest }: Code["parameters"][number]): boolean {
  return type === undefined && !optional && !rest;
}

/** Whether a call with these arguments fits: their number, and the declared types. */
export function accepts(code: Code, args: readonly GroovyValue[]): boolean {
  const { parameters } = code;
  const rest = parameters.at(-1)?.rest === true;
  const required = parameters.filter((parameter) => !parameter.optional && !parameter.rest).length;
  if (args.length < required || (!rest && args.length > parameters.length)) return false;
  if (parameters.length !== args.length) return true;
  return parameters.every(
    ({ type, rest: isRest }, index) => isRest || type === undefined || fits(args[index] ?? null, type),
  );
}

/** Null fits every class; numbers fit the wider kinds of numbers. */
function fits(value: GroovyValue, type: NonNullable<Code["parameters"][number]["type"]>): boolean {
  if (value === null || isInstance(value, type)) return true;
  if (typeof value === "object" && value.kind === "closure") return type.ancestors.has("interface");
  if (type.name === "java.lang.Long" || type.name === "java.lang.Double" || type.name === "java.math.BigDecimal") {
    return typeof value === "number" || typeof value === "bigint";
  }
  return type.name === "java.util.Set" || type.name === "java.lang.Object";
}

export function noSuchMethod(name: string, count: number): Error {
  return groovyError(
    "groovy.lang.MissingMethodException",
    `No signature of method: ${name}() is applicable for ${count} argument${count === 1 ? "" : "s"}`,
  );
}

const resume: Code = { name: "a host function", instructions: [resumeSteps], lines: [0], parameters: [] };

/** Takes the result of a host function: a value, or steps to go through. */
export function answer(fiber: Fiber, result: NativeResult): void {
  if (typeof result === "object" && result !== null && !("kind" in result)) {
    enter(fiber, resume, [], undefined, { steps: result });
    push(fiber, null);
    return;
  }
  push(fiber, result);
}

function resumeSteps(fiber: Fiber): void {
  const { frame } = fiber;
  frame.pc = 0;
  const { steps } = frame;
  if (steps !== undefined) takeStep(fiber, steps.next(pop(fiber)));
}

function takeStep(fiber: Fiber, { done, value }: ReturnType<Steps["next"]>): void {
  if (done === true) leave(fiber, value);
  else if ("promise" in value) fiber.waiting = value.promise;
  else callValue(fiber, value.callable, value.args);
}

/** Leaves the current frame with a result. */
export function leave(fiber: Fiber, value: GroovyValue): void {
  const { frame, frames, stack } = fiber;
  if (stack.length > frame.base) stack.length = frame.base;
  frames.pop();
  const below = frames.at(-1);
  if (below === undefined) fiber.result = value;
  else {
    fiber.frame = below;
    push(fiber, value);
  }
}

/** Throws into the fiber: to the nearest catch, the nearest host function in steps, or out. */
export function throwInto(fiber: Fiber, problem: Error, value: GroovyValue): void {
  let current = { problem, value };
  for (;;) {
    const { frame } = fiber;
    if (frame.steps !== undefined) {
      const { steps } = frame;
      try {
        takeStep(fiber, steps.throw(current.problem));
        return;
      } catch (thrown) {
        current = asThrown(thrown);
      }
    } else if (unwind(frame, { kind: "throw", ...current }, fiber)) return;
    fiber.frames.pop();
    fiber.stack.length = frame.base;
    const below = fiber.frames.at(-1);
    if (below === undefined) throw current.problem;
    fiber.frame = below;
  }
}

/** What a class that stands for a function calls its one method. */
const functionNames = ["call", "apply", "run", "accept", "test", "compare", "get", "handleResult", "handleException"];

/** Calls a closure, or an object of a class with one method in its place. */
export function callValue(fiber: Fiber, callable: GroovyValue, args: readonly GroovyValue[]): void {
  if (typeof callable === "object" && callable?.kind === "closure") {
    const made = callable.body;
    if (made === undefined || !isMade(made)) answer(fiber, callable.call(args, fiber.run.call));
    else {
      const { self, captured } = made;
      enterCode(fiber, made.code, closureArguments(made.code, args), { self, captured, closure: callable });
    }
    return;
  }
  const type = callable === null ? undefined : typeOf(callable);
  const name = functionNames.find((candidate) => type?.methods.has(candidate));
  const method = name === undefined ? undefined : type?.methods.get(name);
  if (method === undefined) throw noSuchMethod("call", args.length);
  answer(fiber, method(callable, args, fiber.run.call));
}

function isMade(body: ClosureBody): body is MadeClosure {
  return "code" in body;
}

/** One list for several parameters is taken apart, as Groovy does. */
function closureArguments(code: Code, args: readonly GroovyValue[]): readonly GroovyValue[] {
  const [only] = args;
  if (args.length === 1 && code.parameters.length > 1 && typeof only === "object" && only?.kind === "list") {
    return only.items;
  }
  return args;
}

/** The Groovy exception in something thrown; rethrows what scripts cannot catch: limits, and faults of the host. */
export function asThrown(thrown: unknown): { problem: GroovyThrown; value: GroovyValue } {
  if (!(thrown instanceof GroovyThrown)) throw thrown;
  return { problem: thrown, value: thrown.value };
}
