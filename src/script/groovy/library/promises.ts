import { type GroovyCall, type HostType, hostClass, waitFor } from "../host-class.ts";
import { GroovyThrown, groovyError, groovyFailure, thrownOf } from "../thrown.ts";
import { type GroovyHost, type GroovyValue, isGroovyObject, listOf } from "../values.ts";
import { itemsOf } from "./items.ts";

/**
 * org.forgerock.util.promise. Results and exceptions pass on as there: `then…` gives a new promise, `thenOn…` and
 * `thenAlways` the same result after a look at it, and what such a look throws is dropped. `get()` suspends the script.
 */
interface PromiseData {
  readonly promise: Promise<GroovyValue>;
  done: boolean;
}

/** What a promise that a script makes takes of its memory. */
const promiseUnits = 250;

/** A promise for scripts. Reject it with {@link groovyError} what scripts may catch; other errors end the script. */
export function groovyPromise(promise: Promise<GroovyValue>): GroovyHost {
  const data: PromiseData = { promise, done: false };
  const settle = (): void => {
    data.done = true;
  };
  // Whoever uses the promise sees its rejection; one that nobody uses must not end the process.
  promise.then(settle, settle);
  return promiseClass.wrap(data);
}

/** What a promise of a script stands for; `undefined` for other values. */
export function promiseOf(value: GroovyValue): Promise<GroovyValue> | undefined {
  return promiseClass.unwrap(value)?.promise;
}

/** The exception in a rejection; rethrows what is none of the script's. */
function thrownIn(problem: unknown): GroovyThrown {
  let current = problem;
  while (current instanceof Error && !(current instanceof GroovyThrown) && groovyFailure(current) !== undefined)
    current = current.cause;
  if (current instanceof GroovyThrown) return current;
  throw problem;
}

function isRuntime({ value }: GroovyThrown): boolean {
  if (!isGroovyObject(value) || (value.kind !== "host" && value.kind !== "instance")) return true;
  return value.type.ancestors.has("java.lang.RuntimeException") || value.type.ancestors.has("java.lang.Error");
}

interface Handlers {
  readonly result?: GroovyValue;
  readonly exception?: GroovyValue;
  readonly runtime?: GroovyValue;
}

/** `then`: each handler's answer is the new result. */
function chain({ promise }: PromiseData, handlers: Handlers, call: GroovyCall, flatten: boolean): GroovyValue {
  call.charge(promiseUnits);
  const flat = async (answer: Promise<GroovyValue>): Promise<GroovyValue> => {
    const value = await answer;
    if (!flatten) return value;
    const inner = promiseOf(value);
    if (inner === undefined) throw groovyError("ClassCastException", "the function must answer a promise");
    return await inner;
  };
  return groovyPromise(
    promise.then(
      (value) => (isCallable(handlers.result) ? flat(call.later(handlers.result, [value])) : value),
      (problem: unknown) => {
        const thrown = thrownIn(problem);
        const handler = isRuntime(thrown) ? handlers.runtime : handlers.exception;
        if (!isCallable(handler)) throw problem;
        return flat(call.later(handler, [thrown.value]));
      },
    ),
  );
}

function isCallable(value: GroovyValue | undefined): value is GroovyValue {
  return value !== undefined && value !== null;
}

/** `thenOn…`: a look at the outcome that does not change it. */
function look({ promise }: PromiseData, handlers: Handlers, call: GroovyCall): GroovyValue {
  call.charge(promiseUnits);
  const dropped = async (answer: Promise<GroovyValue>): Promise<void> => {
    try {
      await answer;
    } catch (problem) {
      thrownIn(problem);
    }
  };
  return groovyPromise(
    promise.then(
      async (value) => {
        if (isCallable(handlers.result)) await dropped(call.later(handlers.result, [value]));
        return value;
      },
      async (problem: unknown) => {
        const thrown = thrownIn(problem);
        const handler = isRuntime(thrown) ? handlers.runtime : handlers.exception;
        if (isCallable(handler)) await dropped(call.later(handler, [thrown.value]));
        throw problem;
      },
    ),
  );
}

/** Runs in every case, without an argument. */
function always({ promise }: PromiseData, runnable: GroovyValue, call: GroovyCall): GroovyValue {
  call.charge(promiseUnits);
  return groovyPromise(promise.finally(() => call.later(runnable, [])));
}

export const promiseClass: HostType<PromiseData> = hostClass<PromiseData>({
  name: "org.forgerock.util.promise.Promise",
  implements: ["java.util.concurrent.Future"],
  methods: {
    // biome-ignore lint/suspicious/noThenProperty: a table of methods by name, never awaited
    then: (self, [result = null, exception = null, runtime = null], call) =>
      chain(self, { result, exception, runtime }, call, false),
    thenAsync: (self, [result = null, exception = null, runtime = null], call) =>
      chain(self, { result, exception, runtime }, call, true),
    thenCatch: (self, [exception = null], call) => chain(self, { exception }, call, false),
    thenCatchAsync: (self, [exception = null], call) => chain(self, { exception }, call, true),
    thenCatchRuntimeException: (self, [runtime = null], call) => chain(self, { runtime }, call, false),
    thenCatchRuntimeExceptionAsync: (self, [runtime = null], call) => chain(self, { runtime }, call, true),
    thenOnResult: (self, [result = null], call) => look(self, { result }, call),
    thenOnException: (self, [exception = null], call) => look(self, { exception }, call),
    thenOnRuntimeException: (self, [runtime = null], call) => look(self, { runtime }, call),
    thenOnResultOrException: (self, [result = null, exception = result], call) =>
      look(self, { result, exception }, call),
    thenAlways: (self, [runnable = null], call) => always(self, runnable, call),
    thenFinally: (self, [runnable = null], call) => always(self, runnable, call),
    thenDiscardResult: (self, _args, call) => {
      call.charge(promiseUnits);
      return groovyPromise(self.promise.then(() => null));
    },
    get: ({ promise }) => waitFor(promise),
    getOrThrow: ({ promise }) => waitFor(promise),
    getOrThrowUninterruptibly: ({ promise }) => waitFor(promise),
    isDone: ({ done }) => done,
    isCancelled: () => false,
  },
});

function made(promise: Promise<GroovyValue>, call: GroovyCall): GroovyValue {
  call.charge(promiseUnits);
  return groovyPromise(promise);
}

export const promisesClass = hostClass<never>({
  name: "org.forgerock.util.promise.Promises",
  statics: {
    methods: {
      newResultPromise: ([value = null], call) => made(Promise.resolve(value), call),
      newExceptionPromise: ([problem = null], call) => made(Promise.reject(thrownOf(problem)), call),
      newRuntimeExceptionPromise: ([problem = null], call) => made(Promise.reject(thrownOf(problem)), call),
      when: (args, call) => {
        const all = args.flatMap((arg) => (promiseOf(arg) === undefined ? (itemsOf(arg, call) ?? []) : [arg]));
        call.charge(all.length);
        return made(
          Promise.all(all.map((one) => promiseOf(one) ?? Promise.resolve(one))).then((values) => listOf(values)),
          call,
        );
      },
    },
  },
});
