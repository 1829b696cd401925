import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import type { GroovyHost, GroovyValue } from "./values.ts";

/**
 * A class that scripts can use, as explicit tables of functions: what stands in no table does not exist for a script.
 * The class is a value itself: the expression `Status` in a script is the class `Status`.
 */
export interface HostClass {
  readonly kind: "class";
  /** With its package: `java.util.List`. */
  readonly name: string;
  /** Names of every class and interface it is an instance of, itself and java.lang.Object among them. */
  readonly ancestors: ReadonlySet<string>;
  readonly methods: ReadonlyMap<string, NativeMethod>;
  readonly properties: ReadonlyMap<string, NativeProperty>;
  readonly staticMethods: ReadonlyMap<string, StaticMethod>;
  readonly staticProperties: ReadonlyMap<string, (call: GroovyCall) => GroovyValue>;
  /** `new X(…)`; absent when scripts cannot make one. Named arguments come as one map in front. */
  readonly construct: StaticMethod | undefined;
  /** `value[key]` and `value[key] = item`. */
  readonly getAt: NativeMethod | undefined;
  readonly putAt: NativeMethod | undefined;
  /** `value.name` for a name that no table holds; `undefined` when it has no such property either. */
  readonly getMissing: ((self: GroovyValue, name: string, call: GroovyCall) => GroovyValue | undefined) | undefined;
  readonly setMissing: ((self: GroovyValue, name: string, value: GroovyValue) => void) | undefined;
  /** What loops and `each` go through. */
  readonly iterate: ((self: GroovyValue, call: GroovyCall) => Iterable<GroovyValue>) | undefined;
  readonly text: ((self: GroovyValue) => string) | undefined;
  readonly truth: ((self: GroovyValue) => boolean) | undefined;
  /** Two objects with the same key are equal, and the same member of a set. */
  readonly key: ((self: GroovyValue) => string) | undefined;
  /** The order of two of its objects. */
  readonly compare: ((self: GroovyValue, other: GroovyValue) => number) | undefined;
  /** Converts for `(X) value` and `X name = value`; `undefined` when it cannot. Absent: instances of the class only. */
  readonly cast: ((value: GroovyValue, call: GroovyCall) => GroovyValue | undefined) | undefined;
  /** Converts for `value as X`; `undefined` when it cannot. Absent: as `cast`. */
  readonly coerce: ((value: GroovyValue, call: GroovyCall) => GroovyValue | undefined) | undefined;
}

/** What a function of the host answers: a value, or steps that call closures or wait on the way to one. */
export type NativeResult = GroovyValue | Steps;
export type NativeMethod = (self: GroovyValue, args: readonly GroovyValue[], call: GroovyCall) => NativeResult;
export type StaticMethod = (args: readonly GroovyValue[], call: GroovyCall) => NativeResult;

export interface NativeProperty {
  readonly get: ((self: GroovyValue, call: GroovyCall) => GroovyValue) | undefined;
  readonly set: ((self: GroovyValue, value: GroovyValue, call: GroovyCall) => void) | undefined;
}

/**
 * A function of the host that calls closures or waits is a generator: it yields what it needs with {@link invoke} and
 * {@link waitFor}, so a script can wait anywhere without holding the process.
 */
export type Steps = Generator<StepRequest, GroovyValue, GroovyValue>;

export type StepRequest =
  | { readonly callable: GroovyValue; readonly args: readonly GroovyValue[] }
  | { readonly promise: Promise<GroovyValue> };

/** Calls a closure (or what stands for one) from a function of the host: `const answer = yield* invoke(closure, [x])`. */
export function* invoke(callable: GroovyValue, args: readonly GroovyValue[]): Steps {
  return yield { callable, args };
}

/** Suspends the script until the promise settles: `const answer = yield* waitFor(promise)`. */
export function* waitFor(promise: Promise<GroovyValue>): Steps {
  return yield { promise };
}

/** What a function of the host may use of the run that called it. */
export interface GroovyCall {
  readonly clock: Clock;
  readonly random: Random;
  /** Counts memory that the call takes (characters, or items of a collection); throws over the run's limit. */
  charge(units: number): void;
  /** Counts work that the call does, in steps of the machine; throws over the run's limit. */
  work(steps: number): void;
  /** Calls a closure in a run of its own, after this one: for callbacks of promises. Rejects with what it throws. */
  later(callable: GroovyValue, args: readonly GroovyValue[]): Promise<GroovyValue>;
  /** `println`. */
  print(text: string): void;
}

/** The tables of a class whose objects hold a `Data`. */
export interface HostClassSpec<Data> {
  /** With its package. */
  readonly name: string;
  /** Classes whose members it has too, and whose instance it is. Their data must be part of its own. */
  readonly extends?: readonly HostClass[];
  /** Names of interfaces it is an instance of, without members. */
  readonly implements?: readonly string[];
  /** `value.name` and `value.getName()`; with `set` also `value.name = x` and `value.setName(x)`. */
  readonly properties?: Readonly<Record<string, PropertySpec<Data>>>;
  readonly methods?: Readonly<
    Record<string, (self: Data, args: readonly GroovyValue[], call: GroovyCall, value: GroovyValue) => NativeResult>
  >;
  readonly statics?: {
    readonly properties?: Readonly<Record<string, (call: GroovyCall) => GroovyValue>>;
    readonly methods?: Readonly<Record<string, StaticMethod>>;
  };
  readonly construct?: StaticMethod;
  readonly getAt?: (self: Data, key: GroovyValue, call: GroovyCall) => NativeResult;
  readonly putAt?: (self: Data, key: GroovyValue, item: GroovyValue, call: GroovyCall) => void;
  readonly getMissing?: (self: Data, name: string, call: GroovyCall) => GroovyValue | undefined;
  readonly setMissing?: (self: Data, name: string, value: GroovyValue) => void;
  readonly iterate?: (self: Data, call: GroovyCall) => Iterable<GroovyValue>;
  readonly text?: (self: Data) => string;
  readonly truth?: (self: Data) => boolean;
  readonly key?: (self: Data) => string;
  readonly compare?: (self: Data, other: Data) => number;
  readonly cast?: (value: GroovyValue, call: GroovyCall) => GroovyValue | undefined;
  readonly coerce?: (value: GroovyValue, call: GroovyCall) => GroovyValue | undefined;
}

export interface PropertySpec<Data> {
  readonly get?: (self: Data, call: GroovyCall) => GroovyValue;
  readonly set?: (self: Data, value: GroovyValue, call: GroovyCall) => void;
}

/** A class of the host together with what makes and opens its objects. */
export interface HostType<Data> extends HostClass {
  wrap(data: Data): GroovyHost;
  /** The data of an object of this class or of one that extends it; `undefined` for every other value. */
  unwrap(value: GroovyValue): Data | undefined;
}

/**
 * Declares a class of the host.
 *
 * @example
 * const statusType = hostClass<{ code: number }>({
 *   name: "org.forgerock.http.protocol.Status",
 *   properties: { code: { get: (status) => status.code } },
 *   statics: { properties: { OK: () => ok } },
 * });
 * const ok = statusType.wrap({ code: 200 });
 */
export function hostClass<Data>(spec: HostClassSpec<Data>): HostType<Data> {
  interface Held extends GroovyHost {
    readonly data: Data;
  }
  const isHeld = (value: GroovyValue): value is Held =>
    typeof value === "object" &&
    value !== null &&
    value.kind === "host" &&
    (value.type === type || value.type.ancestors.has(spec.name));
  const unwrap = (value: GroovyValue): Data | undefined => (isHeld(value) ? value.data : undefined);
  const type: HostType<Data> = {
    ...defineClass(spec, unwrap),
    wrap: (data) => {
      const held: Held = { kind: "host", type, data };
      return held;
    },
    unwrap,
  };
  return type;
}

/** Builds the tables of a class; `open` finds in a value what the functions of the spec work on. */
export function defineClass<Data>(
  spec: HostClassSpec<Data>,
  open: (value: GroovyValue) => Data | undefined,
): HostClass {
  const parents = spec.extends ?? [];
  const data = (value: GroovyValue): Data => {
    const opened = open(value);
    if (opened === undefined) throw new TypeError(`a member of ${spec.name} was called on something else`);
    return opened;
  };
  const inherited = <Key extends keyof HostClass>(key: Key): HostClass[Key] | undefined =>
    parents.find((parent) => parent[key] !== undefined)?.[key];
  const { getAt, putAt, getMissing, setMissing, iterate, text, truth, key, compare } = spec;
  return {
    kind: "class",
    name: spec.name,
    ancestors: new Set([
      spec.name,
      ...(spec.implements ?? []),
      ...parents.flatMap((parent) => [...parent.ancestors]),
      "java.lang.Object",
    ]),
    methods: new Map([
      ...parents.flatMap((parent) => [...parent.methods]),
      ...Object.entries(spec.methods ?? {}).map(([name, method]): [string, NativeMethod] => [
        name,
        (self, args, call) => method(data(self), args, call, self),
      ]),
    ]),
    properties: new Map([
      ...parents.flatMap((parent) => [...parent.properties]),
      ...Object.entries(spec.properties ?? {}).map(([name, { get, set }]): [string, NativeProperty] => [
        name,
        {
          get: get && ((self, call) => get(data(self), call)),
          set: set && ((self, value, call) => set(data(self), value, call)),
        },
      ]),
    ]),
    staticMethods: new Map(Object.entries(spec.statics?.methods ?? {})),
    staticProperties: new Map(Object.entries(spec.statics?.properties ?? {})),
    construct: spec.construct,
    getAt: getAt ? (self, [at = null], call) => getAt(data(self), at, call) : inherited("getAt"),
    putAt: putAt
      ? (self, [at = null, item = null], call) => {
          putAt(data(self), at, item, call);
          return item;
        }
      : inherited("putAt"),
    getMissing: getMissing ? (self, name, call) => getMissing(data(self), name, call) : inherited("getMissing"),
    setMissing: setMissing ? (self, name, value) => setMissing(data(self), name, value) : inherited("setMissing"),
    iterate: iterate ? (self, call) => iterate(data(self), call) : inherited("iterate"),
    text: text ? (self) => text(data(self)) : inherited("text"),
    truth: truth ? (self) => truth(data(self)) : inherited("truth"),
    key: key ? (self) => key(data(self)) : inherited("key"),
    compare: compare ? (self, other) => compare(data(self), data(other)) : inherited("compare"),
    cast: spec.cast,
    coerce: spec.coerce,
  };
}
