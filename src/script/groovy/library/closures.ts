import { type HostClass, invoke } from "../host-class.ts";
import { type GroovyClosure, type GroovyValue, isGroovyObject } from "../values.ts";
import { interfaceClass, valueClass } from "./language.ts";

/** Interfaces that a closure can stand for: `{ … } as Function`. */
export const functionInterfaces: readonly HostClass[] = [
  "java.lang.Runnable",
  "java.util.concurrent.Callable",
  "java.util.function.Function",
  "java.util.function.BiFunction",
  "java.util.function.Consumer",
  "java.util.function.Supplier",
  "java.util.function.Predicate",
  "java.util.Comparator",
  "org.forgerock.util.Function",
  "org.forgerock.util.AsyncFunction",
  "org.forgerock.util.promise.ResultHandler",
  "org.forgerock.util.promise.ExceptionHandler",
  "org.forgerock.util.promise.RuntimeExceptionHandler",
].map((name) => interfaceClass(name, { cast: asFunction, coerce: asFunction }));

function asFunction(value: GroovyValue): GroovyValue | undefined {
  const isFunction =
    value === null || (isGroovyObject(value) && (value.kind === "closure" || value.kind === "instance"));
  return isFunction ? value : undefined;
}

/** What those interfaces call their method: `closure.apply(x)` is `closure(x)`. */
const callNames = ["call", "doCall", "apply", "run", "accept", "test", "compare", "handleResult", "handleException"];

function bound(
  closure: GroovyClosure,
  parameters: number,
  args: (rest: readonly GroovyValue[]) => readonly GroovyValue[],
): GroovyClosure {
  return {
    kind: "closure",
    parameters,
    delegate: null,
    delegateFirst: false,
    call: (rest) => invoke(closure, args(rest)),
  };
}

export const closureClass = valueClass<GroovyClosure>(
  {
    name: "groovy.lang.Closure",
    implements: functionInterfaces.map(({ name }) => name),
    methods: {
      ...Object.fromEntries(
        callNames.map((name) => [name, (self: GroovyClosure, args: readonly GroovyValue[]) => invoke(self, args)]),
      ),
      curry: (self, args) => bound(self, Math.max(0, self.parameters - args.length), (rest) => [...args, ...rest]),
      rcurry: (self, args) => bound(self, Math.max(0, self.parameters - args.length), (rest) => [...rest, ...args]),
      rightShift: (self, [after = null]) => ({
        ...bound(self, self.parameters, (rest) => rest),
        call: (args) => composed(self, after, args),
      }),
      leftShift: (self, [before = null]) => ({
        ...bound(self, 1, (rest) => rest),
        call: (args) => composed(before, self, args),
      }),
      getMaximumNumberOfParameters: (self) => self.parameters,
      memoize: (self) => self,
      clone: (self) => ({ ...self }),
    },
    properties: {
      delegate: {
        get: ({ delegate }) => delegate,
        set: (self, value) => {
          self.delegate = value;
        },
      },
      resolveStrategy: {
        get: ({ delegateFirst }) => (delegateFirst ? 1 : 0),
        set: (self, value) => {
          self.delegateFirst = value === 1 || value === 3;
        },
      },
      maximumNumberOfParameters: { get: ({ parameters }) => parameters },
    },
    statics: {
      properties: { OWNER_FIRST: () => 0, DELEGATE_FIRST: () => 1, OWNER_ONLY: () => 2, DELEGATE_ONLY: () => 3 },
    },
  },
  (value) => (isGroovyObject(value) && value.kind === "closure" ? value : undefined),
);

function* composed(first: GroovyValue, second: GroovyValue, args: readonly GroovyValue[]) {
  return yield* invoke(second, [yield* invoke(first, args)]);
}
