import type { Json } from "../../core/json.ts";
import type { Logger } from "../../core/log.ts";
import type { Place } from "../config/place.ts";
import type { Scope } from "../config/scope.ts";
import type { GatewayTrust } from "../upstream/identity.ts";
import type { UpstreamOptions, UpstreamPools } from "../upstream/pools.ts";
import type { HeapObject, Kind, ObjectOf } from "./heap-object.ts";
import type { Reference } from "./schemas.ts";
import type { RuntimeTemplate } from "./templates.ts";

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
  text(text: string, ...path: PropertyKey[]): string;
  problem(problem: string, ...path: PropertyKey[]): Error;
  /** Loads a file inside the heap that this object stands in. */
  readonly heap: Heap;
}

/** Objects by name: those of one file, then those of its parents. */
export interface Heap {
  readonly scope: Scope;
  readonly services: Services;
  resolve(to: Reference, place: Place): Promise<HeapObject>;
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
  readonly types: ReadonlyMap<string, ObjectType>;
  readonly trust: GatewayTrust;
  readonly log: Logger;
  /** PEM of authorities for applications under a private CA. */
  readonly upstreamCa: string | undefined;
  /** Opens connections that end with the gateway. */
  openPools(options: UpstreamOptions): UpstreamPools;
  /** Notes something that loads, but is probably not meant. */
  lint(place: Place, remark: string): void;
}
