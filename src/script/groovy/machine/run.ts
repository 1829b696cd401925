import { setImmediate as nextTurn } from "node:timers/promises";
import { SallyportError } from "../../../core/errors.ts";
import { systemRandom } from "../../../core/random.ts";
import { scriptErrors } from "../../errors.ts";
import type { GroovyCall } from "../host-class.ts";
import type { Bindings, GroovyRun } from "../run-options.ts";
import { GroovyThrown } from "../thrown.ts";
import type { GroovyValue } from "../values.ts";
import type { Code, Fiber, Frame, Run } from "./fiber.ts";
import { asThrown, callValue, enterCode, throwInto } from "./frames.ts";

const defaults = { steps: 2_000_000, memory: 8_000_000, milliseconds: 60_000, depth: 256 };
/** Instructions in a row before others get the processor: about two milliseconds. */
const sliceSteps = 50_000;
const longestDetail = 2_000;
/** Making an exception costs as much as many instructions. */
const throwSteps = 100;

/** Runs the main body of a script, and later the callbacks that it leaves behind. */
export function startRun(file: string, code: Code, bindings: Bindings, options: GroovyRun): Promise<GroovyValue> {
  const { steps, memory, milliseconds, depth } = options.limits === undefined ? defaults : limitsOf(options.limits);
  const charge = (units: number): void => {
    run.memory -= units;
    if (run.memory < 0) throw scriptErrors.error("script.out-of-memory", { detail: file });
  };
  const work = (taken: number): void => {
    run.steps -= taken;
    if (run.steps < 0) throw scriptErrors.error("script.timeout", { detail: `${file} takes more than ${steps} steps` });
  };
  const call: GroovyCall = {
    clock: options.clock,
    random: options.random ?? systemRandom,
    charge,
    work,
    later: (callable, args) => begin((fiber) => callValue(fiber, callable, args)),
    print: (text) => options.print?.(text),
  };
  const run: Run = { call, bindings, depth, steps, memory };
  const begin = (enter: (fiber: Fiber) => void): Promise<GroovyValue> =>
    drive(newFiber(run), enter, { file, milliseconds, signal: options.signal });
  return begin((fiber) => enterCode(fiber, code, [], {}));
}

function limitsOf({
  steps = defaults.steps,
  memory = defaults.memory,
  milliseconds = defaults.milliseconds,
  depth = defaults.depth,
}: NonNullable<GroovyRun["limits"]>): typeof defaults {
  return { steps, memory, milliseconds, depth };
}

const idle: Frame = {
  code: { name: "", instructions: [], lines: [], parameters: [] },
  pc: 0,
  locals: [],
  cells: [],
  captured: [],
  self: null,
  closure: undefined,
  given: undefined,
  handlers: [],
  iterators: [],
  steps: undefined,
  base: 0,
};

function newFiber(run: Run): Fiber {
  return { run, stack: [], frames: [], frame: idle, waiting: undefined, result: undefined };
}

interface Bounds {
  readonly file: string;
  readonly milliseconds: number;
  readonly signal: AbortSignal | undefined;
}

async function drive(fiber: Fiber, enter: (fiber: Fiber) => void, bounds: Bounds): Promise<GroovyValue> {
  try {
    enter(fiber);
    if (fiber.frames.length === 0) fiber.result = fiber.stack.pop() ?? null;
    for (;;) {
      if (fiber.result !== undefined) return fiber.result;
      if (fiber.waiting === undefined) runSlice(fiber);
      if (fiber.result !== undefined) return fiber.result;
      if (fiber.waiting === undefined) await nextTurn();
      else await waitIn(fiber, fiber.waiting, bounds);
      if (bounds.signal?.aborted === true)
        throw scriptErrors.error("script.timeout", { detail: `${bounds.file}: the request ended` });
    }
  } catch (thrown) {
    throw failure(thrown, bounds.file);
  }
}

async function waitIn(fiber: Fiber, promise: Promise<GroovyValue>, bounds: Bounds): Promise<void> {
  fiber.waiting = undefined;
  try {
    fiber.stack.push(await bounded(promise, bounds));
  } catch (thrown) {
    const problem = thrown instanceof SallyportError && thrown.cause instanceof GroovyThrown ? thrown.cause : thrown;
    const { problem: own, value } = asThrown(problem);
    throwInto(fiber, own, value);
  }
}

/** The promise, or an error once the wait is over or nobody wants the result. */
async function bounded(promise: Promise<GroovyValue>, { file, milliseconds, signal }: Bounds): Promise<GroovyValue> {
  let stop = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    const end = (why: string) => () => reject(scriptErrors.error("script.timeout", { detail: `${file}: ${why}` }));
    const timer = setTimeout(end(`a wait took more than ${milliseconds} ms`), milliseconds);
    const onAbort = end("the request ended");
    signal?.addEventListener("abort", onAbort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    stop();
  }
}

/** Runs until the fiber ends or waits, or its turn is over. */
function runSlice(fiber: Fiber): void {
  const { run } = fiber;
  const turn = Math.max(run.steps - sliceSteps, -1);
  while (fiber.result === undefined && fiber.waiting === undefined && run.steps > turn) {
    try {
      while (fiber.result === undefined && fiber.waiting === undefined && run.steps > turn) {
        run.steps -= 1;
        const { frame } = fiber;
        const instruction = frame.code.instructions[frame.pc];
        frame.pc += 1;
        if (instruction === undefined) throw new RangeError(`${frame.code.name} ends without a return`);
        instruction(fiber);
      }
    } catch (thrown) {
      const { problem, value } = asThrown(thrown);
      run.steps -= throwSteps;
      problem.line ??= lineOf(fiber);
      throwInto(fiber, problem, value);
    }
  }
  if (run.steps < 0) run.call.work(0);
}

/** The line of the innermost frame of the script itself. */
function lineOf({ frames }: Fiber): number | undefined {
  const frame = frames.findLast(({ steps }) => steps === undefined);
  return frame?.code.lines[frame.pc - 1];
}

function failure(thrown: unknown, file: string): unknown {
  if (thrown instanceof GroovyThrown) {
    const line = thrown.line === undefined ? "" : `:${thrown.line}`;
    return scriptErrors.error("script.threw", {
      detail: `${file}${line}: ${thrown.message.slice(0, longestDetail)}`,
      cause: thrown,
    });
  }
  if (thrown instanceof SallyportError) return thrown;
  return scriptErrors.error("script.engine-failed", { detail: file, cause: thrown });
}
