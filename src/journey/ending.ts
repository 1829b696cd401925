import type { Json, JsonObject } from "../core/json.ts";
import type { IdentifiedUser } from "./identified-user.ts";
import type { NodeName } from "./node-name.ts";
import type { RequestFacts } from "./request.ts";

/** What nodes do when a journey is over: they record hooks on their way, and are asked once for each at the end. */

export type EndKind = "success" | "failure" | "error";

/** What a node recorded to be done at the end. Plain data, kept while the journey waits. */
export interface RecordedHook {
  readonly tree: string;
  readonly node: string;
  readonly data: JsonObject;
}

/** What a node is given when the journey has ended. */
export interface EndContext<Config, Services> {
  /** `error`: a node threw. */
  readonly end: EndKind;
  readonly data: JsonObject;
  readonly config: Config;
  readonly node: NodeName;
  readonly realm: string;
  readonly journey: string;
  readonly user: IdentifiedUser | null;
  /** Shared state as the journey left it. */
  readonly shared: ReadonlyMap<string, Json>;
  /** What nodes, and the hooks before this one, set of the session; what the server itself records is not among it. */
  readonly sessionProperties: Readonly<Record<string, string>>;
  readonly request: RequestFacts;
  readonly services: Services;
}

/** What a node adds to the answer that ends the journey. */
export interface EndEffects {
  /** Only a success sends them, with the session that it creates. */
  readonly cookies?: readonly ResponseCookie[];
  /** Success: further keys of the answer. Otherwise: keys of its `detail`. */
  readonly details?: JsonObject;
  /** Replaces the public message of a failure. */
  readonly message?: string;
  /** Further properties of the session; in a result they are in `gathered` already. */
  readonly sessionProperties?: Readonly<Record<string, string>>;
}

export interface ResponseCookie {
  readonly name: string;
  readonly value: string;
  /** Seconds; absent: until the browser closes. */
  readonly maxAge?: number;
  readonly domain?: string;
  readonly path?: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: "Lax" | "Strict" | "None";
}

/** Adds the effects of one hook; later ones win. */
export function mergeEndings(so: EndEffects, more: EndEffects): EndEffects {
  const { cookies = [], details, sessionProperties } = so;
  const message = more.message ?? so.message;
  return {
    ...(more.cookies || so.cookies ? { cookies: [...cookies, ...(more.cookies ?? [])] } : {}),
    ...(more.details || details ? { details: { ...details, ...more.details } } : {}),
    ...(message === undefined ? {} : { message }),
    ...(more.sessionProperties || sessionProperties
      ? { sessionProperties: { ...sessionProperties, ...more.sessionProperties } }
      : {}),
  };
}
