import type { Clock } from "../../../core/clock.ts";
import type { Random } from "../../../core/random.ts";
import type { Meter } from "../meter.ts";

/**
 * The values of a Groovy script. JavaScript's own types stand for what scripts use most; everything else is a plain
 * object with a `kind`. No value of a script is ever used as a JavaScript object: members are found in the tables of its
 * class ({@link HostClass}) and nowhere else.
 *
 * | JavaScript | Groovy |
 * | --- | --- |
 * | `number` | Integer: whole, 32 bits |
 * | `bigint` | Long: 64 bits |
 * | `string` | String, and GString, which becomes a String where it is written |
 */
export type GroovyValue = null | boolean | number | bigint | string | GroovyObject;

export type GroovyObject =
  | GroovyDecimal
  | GroovyDouble
  | GroovyCharacter
  | GroovyList
  | GroovyArray
  | GroovyBytes
  | GroovySet
  | GroovyMap
  | GroovyRange
  | GroovyClosure
  | GroovyInstance
  | GroovyHost
  | HostClass;

/** BigDecimal: `unscaled` times ten to the power of minus `scale`. */
export interface GroovyDecimal {
  readonly kind: "decimal";
  readonly unscaled: bigint;
  readonly scale: number;
}

export interface GroovyDouble {
  readonly kind: "double";
  readonly value: number;
}

export interface GroovyCharacter {
  readonly kind: "character";
  /** A UTF-16 code unit. */
  readonly code: number;
}

/** java.util.List. */
export interface GroovyList {
  readonly kind: "list";
  readonly items: GroovyValue[];
  /** Changing it throws UnsupportedOperationException. */
  readonly fixed: boolean;
}

/** A Java array of objects: an index outside it throws, where a list answers null. */
export interface GroovyArray {
  readonly kind: "array";
  readonly items: GroovyValue[];
}

/** byte[] */
export interface GroovyBytes {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
}

/** A Set that keeps its order: members by the key that {@link keyOf} gives them. */
export interface GroovySet {
  readonly kind: "set";
  readonly members: Map<unknown, GroovyValue>;
  readonly fixed: boolean;
}

/** A Map over any store, so that what the host holds (attributes, sessions) reads and writes like a map. */
export interface GroovyMap {
  readonly kind: "map";
  readonly store: MapStore;
}

/** What holds the entries of a map. Keys come as scripts write them; most are strings. */
export interface MapStore {
  size(): number;
  /** `undefined` where there is no such entry. `meter` pays for reading the key, here and below. */
  get(key: GroovyValue, meter?: Meter): GroovyValue | undefined;
  set(key: GroovyValue, value: GroovyValue, meter?: Meter): void;
  delete(key: GroovyValue, meter?: Meter): void;
  /** In the order of insertion. */
  keys(meter?: Meter): readonly GroovyValue[];
}

/** A range of integers or of characters; `to` is included. */
export interface GroovyRange {
  readonly kind: "range";
  readonly from: number;
  readonly to: number;
  readonly of: "integers" | "characters";
}

/** Something to call: a closure of the script, or a function of the host in its place. */
export interface GroovyClosure {
  readonly kind: "closure";
  readonly call: (args: readonly GroovyValue[], call: GroovyCall) => NativeResult;
  /** How many parameters it declares; a closure without any takes one, `it`. */
  readonly parameters: number;
  /** Only closures of the script: what the machine runs. */
  readonly body?: ClosureBody;
  delegate: GroovyValue;
  /** Whether names are looked up in the delegate before the script. */
  delegateFirst: boolean;
}

/** What the machine knows of a closure of the script; opaque to the host. */
export interface ClosureBody {
  readonly kind: "body";
}

/** An object of a class that the script defines. */
export interface GroovyInstance {
  readonly kind: "instance";
  readonly type: HostClass;
  readonly fields: Map<string, GroovyValue>;
}

/** An object of the host; only the class that made it reads `data`. */
export interface GroovyHost {
  readonly kind: "host";
  readonly type: HostClass;
  readonly data: unknown;
}

export function isGroovyObject(value: GroovyValue): value is GroovyObject {
  return typeof value === "object" && value !== null;
}

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
  /** Its properties as methods: `getName`, `isName` and `setName`. */
  readonly accessors: ReadonlyMap<string, Accessor>;
  readonly staticMethods: ReadonlyMap<string, StaticMethod>;
  readonly staticProperties: ReadonlyMap<string, (call: GroovyCall) => GroovyValue>;
  /** `new X(…)`; absent when scripts cannot make one. Named arguments come as one map in front. */
  readonly construct: StaticMethod | undefined;
  /** `value[key]` and `value[key] = item`. */
  readonly getAt: NativeMethod | undefined;
  readonly putAt: NativeMethod | undefined;
  /** `value.name` for a name that no table holds; `undefined` when it has no such property either. */
  readonly getMissing: ((self: GroovyValue, name: string, call: GroovyCall) => GroovyValue | undefined) | undefined;
  readonly setMissing: ((self: GroovyValue, name: string, value: GroovyValue, call: GroovyCall) => void) | undefined;
  /** What loops and `each` go through. */
  readonly iterate: ((self: GroovyValue, call: GroovyCall) => Iterable<GroovyValue>) | undefined;
  readonly text: ((self: GroovyValue, meter: Meter) => string) | undefined;
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

export interface Accessor {
  readonly property: NativeProperty;
  readonly writes: boolean;
}

/**
 * A function of the host that calls closures or waits is a generator: it yields what it needs with {@link invoke} and
 * {@link waitFor}, so a script can wait anywhere without holding the process.
 */
export type Steps = Generator<StepRequest, GroovyValue, GroovyValue>;

export type StepRequest =
  | { readonly callable: GroovyValue; readonly args: readonly GroovyValue[] }
  | { readonly promise: Promise<GroovyValue> };

/** What a function of the host may use of the run that called it. */
export interface GroovyCall extends Meter {
  readonly clock: Clock;
  readonly random: Random;
  /** Calls a closure in a run of its own, after this one: for callbacks of promises. Rejects with what it throws. */
  later(callable: GroovyValue, args: readonly GroovyValue[]): Promise<GroovyValue>;
  /** `println`. */
  print(text: string): void;
}
