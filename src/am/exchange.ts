import type { Context } from "./address.ts";
import type { Answer } from "./answer.ts";
import type { RawBody } from "./body.ts";
import type { Caller } from "./caller.ts";
import type { ExternalAddress } from "./external.ts";
import type { Query } from "./query.ts";
import type { Realm } from "./settings.ts";

/** One request to the API, after the intake and with its realm found. */
export interface Exchange {
  readonly context: Context;
  readonly realm: Realm;
  /** What the address names besides the realm: a user. */
  readonly id: string | null;
  readonly caller: Caller;
  readonly external: ExternalAddress;
  readonly query: Query;
  readonly body: RawBody;
  /** Set as soon as the journey is known, so that answer and log carry it, whatever happens then. */
  readonly transaction: { id: string | null };
}

export type Endpoint = (exchange: Exchange) => Promise<Answer> | Answer;
