import type { Clock } from "../../core/clock.ts";
import type { Json } from "../../core/json.ts";
import type { Logger } from "../../core/log.ts";
import type { Random } from "../../core/random.ts";
import type { GatewaySandbox } from "../../script/index.ts";
import type { Place } from "../config/place.ts";
import type { Scope } from "../config/scope.ts";
import type { Exchange } from "../http/exchange.ts";
import type { GatewayMetrics } from "../monitoring/metrics.ts";
import type { GatewayCompatibility, Support } from "../options.ts";
import type { Routers } from "../routes/status.ts";
import type { GatewayTrust } from "../upstream/identity.ts";
import type { UpstreamOptions, UpstreamPools } from "../upstream/pools.ts";
import type { Decoration, Decorator } from "./decorators/decorator.ts";
import type { HeapObject, Kind, ObjectOf } from "./heap-object.ts";
import type { Reference } from "./schemas.ts";
import type { RuntimeTarget, RuntimeTemplate } from "./templates.ts";

/** The parts that heaps and types of objects know of each other. */

/** What a type of object may ask for while one is built. Paths are relative to its `config`. */
export interface BuildContext {
  readonly name: string;
  /** The place of `config`. */
  readonly place: Place;
  readonly scope: Scope;
  readonly services: Services;
  /** @throws {gateway.config-invalid} when there is no such object or it is of another kind */
  refer<Wanted extends Kind>(kind: Wanted, to: Reference, ...path: PropertyKey[]): Promise<ObjectOf<Wanted>>;
  runtime(text: string, ...path: PropertyKey[]): RuntimeTemplate;
  /** A place that values are written to: `${session.user}`. */
  target(text: string, ...path: PropertyKey[]): RuntimeTarget;
  /** A text that is evaluated now. */
  text(text: string, ...path: PropertyKey[]): string;
  /** A value with every text in it evaluated now; `${heap['Name']}` becomes `{"$heap": "Name"}`. */
  value(value: Json, ...path: PropertyKey[]): Json;
  problem(problem: string, ...path: PropertyKey[]): Error;
  /** Loads a file inside the heap that this object stands in. */
  readonly heap: Heap;
}

/** Objects by name: those of one file, then those of its parents. */
export interface Heap {
  readonly scope: Scope;
  readonly services: Services;
  /** An object as whoever refers to it sees it, `globalDecorators` of this file and its parents around it. */
  resolve(to: Reference, place: Place): Promise<HeapObject>;
  /** The object without those. */
  extract(to: Reference, place: Place): Promise<HeapObject>;
  /** The decorator of a name, if there is one. */
  decorator(name: string): Promise<Decorator | undefined>;
  readonly decoratorNames: readonly string[];
  /** `globalDecorators`, those of the outermost file first. */
  readonly globalDecorations: readonly Decoration[];
  /** Builds what nothing refers to, so that its mistakes show as well. */
  buildAll(): Promise<void>;
}

/** A type that declarations may name. */
export interface ObjectType {
  readonly type: string;
  /** Keys that its `config` may have; others are ignored, as PingGateway does, and linted. */
  readonly keys: readonly string[];
  build(config: Json, context: BuildContext): Promise<HeapObject>;
}

/** What objects need from the gateway they live in. */
export interface Services {
  /** The gateway's directory, absolute: relative file names are relative to it. */
  readonly directory: string;
  /** What is handy while developing and unsafe elsewhere is refused in production. */
  readonly mode: "production" | "development";
  readonly types: ReadonlyMap<string, ObjectType>;
  readonly trust: GatewayTrust;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  readonly compatibility: Required<GatewayCompatibility>;
  /** For the gateway's own pages. */
  readonly support: Support;
  /** PEM of authorities for applications under a private CA. */
  readonly upstreamCa: string | undefined;
  /** `host:port` of applications → `address:port` where they are reached; names in certificates are still checked. */
  readonly resolve: Readonly<Record<string, string>>;
  /**
   * Notes what to end with the objects of this file: of a route after the last request that a replaced version serves,
   * of everything else with the gateway. Whatever holds a connection, a timer or a growing map calls it.
   */
  onClose(end: () => unknown): void;
  /** Notes a file, absolute, that an object was made from: a route is loaded anew when one of its files changes. */
  dependsOn(file: string): void;
  /** Called by a reload, for what objects read from files that no version of a route knows; may reject. */
  readonly renewals: Set<() => Promise<void>>;
  /** Directories of the Routers around this file, outermost first. */
  readonly routeDirectories: readonly string[];
  readonly routers: Routers;
  readonly metrics: GatewayMetrics;
  /** Origins of applications that the files name: an nginx in front must know them beforehand. */
  readonly origins: Set<string>;
  /** Requests whose access event is written. */
  readonly audited: WeakSet<Exchange>;
  /** Opens connections that end with the objects of this file. */
  openPools(options: UpstreamOptions): UpstreamPools;
  /** Runs scripts in JavaScript; its threads start with the first. */
  javascript(): GatewaySandbox;
  /** Notes something that loads, but is probably not meant. */
  lint(place: Place, remark: string): void;
}
