import type { Clock } from "../../../core/clock.ts";
import type { Json } from "../../../core/json.ts";
import type { Logger } from "../../../core/log.ts";
import type { Place } from "../../config/place.ts";
import type { Scope } from "../../config/scope.ts";
import type { Filter, Handler } from "../../http/exchange.ts";
import type { GatewayMetrics } from "../../monitoring/metrics.ts";

/** What decorators can be put around; other objects stay as they are. */
type Decoratable =
  | { readonly kind: "handler"; readonly handle: Handler }
  | { readonly kind: "filter"; readonly filter: Filter };

/** What decorators need from the gateway they live in. */
interface DecoratorServices {
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<GatewayMetrics, "timer">;
  /** Origins of applications that the files name. */
  readonly origins: Set<string>;
  lint(place: Place, remark: string): void;
}

/** One decoration of one object: where it is written, and around what. */
export interface DecorationSite {
  /** Name of the decorated object. */
  readonly object: string;
  /** Name of the decorator: the key of the decoration. */
  readonly decorator: string;
  /** The place of the decoration's value. */
  readonly place: Place;
  readonly scope: Scope;
  readonly services: DecoratorServices;
}

/** Puts something around handlers and filters, as the value of a decoration asks. */
export interface Decorator {
  /** @throws {gateway.config-invalid} when the value is none of this decorator's */
  decorate(object: Decoratable, value: Json, site: DecorationSite): Decoratable;
}

/** A decoration as it is written. */
export interface Decoration {
  /** Of the decorator. */
  readonly name: string;
  readonly value: Json;
  /** The place of the value. */
  readonly place: Place;
}
