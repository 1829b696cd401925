import type { Meter } from "./meter.ts";
import type {
  Accessor,
  GroovyCall,
  GroovyHost,
  GroovyValue,
  HostClass,
  NativeMethod,
  NativeProperty,
  NativeResult,
  StaticMethod,
  Steps,
} from "./values.ts";

export type {
  GroovyCall,
  HostClass,
  NativeMethod,
  NativeProperty,
  NativeResult,
  StaticMethod,
  StepRequest,
  Steps,
} from "./values.ts";

/** Classes of the host: declared as tables, called with what their objects hold. */

/** Calls a closure (or what stands for one) from a function of the host: `const answer = yield* invoke(closure, [x])`. */
export function* invoke(callable: GroovyValue, args: readonly GroovyValue[]): Steps {
  return yield { callable, args };
}

/** Suspends the script until the promise settles: `const answer = yield* waitFor(promise)`. */
export function* waitFor(promise: Promise<GroovyValue>): Steps {
  return yield { promise };
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
  readonly setMissing?: (self: Data, name: string, value: GroovyValue, call: GroovyCall) => void;
  readonly iterate?: (self: Data, call: GroovyCall) => Iterable<GroovyValue>;
  readonly text?: (self: Data, meter: Meter) => string;
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
  const properties = new Map([
    ...parents.flatMap((parent) => [...parent.properties]),
    ...Object.entries(spec.properties ?? {}).map(([name, { get, set }]): [string, NativeProperty] => [
      name,
      {
        get: get && ((self, call) => get(data(self), call)),
        set: set && ((self, value, call) => set(data(self), value, call)),
      },
    ]),
  ]);
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
    properties,
    accessors: accessorsOf(properties),
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
    setMissing: setMissing
      ? (self, name, value, call) => setMissing(data(self), name, value, call)
      : inherited("setMissing"),
    iterate: iterate ? (self, call) => iterate(data(self), call) : inherited("iterate"),
    text: text ? (self, meter) => text(data(self), meter) : inherited("text"),
    truth: truth ? (self) => truth(data(self)) : inherited("truth"),
    key: key ? (self) => key(data(self)) : inherited("key"),
    compare: compare ? (self, other) => compare(data(self), data(other)) : inherited("compare"),
    cast: spec.cast,
    coerce: spec.coerce,
  };
}

function accessorsOf(properties: ReadonlyMap<string, NativeProperty>): ReadonlyMap<string, Accessor> {
  return new Map(
    [...properties].flatMap(([name, property]): [string, Accessor][] => {
      const capitalized = name.charAt(0).toUpperCase() + name.slice(1);
      return [
        [`get${capitalized}`, { property, writes: false }],
        [`is${capitalized}`, { property, writes: false }],
        [`set${capitalized}`, { property, writes: true }],
      ];
    }),
  );
}
