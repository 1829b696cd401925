import type { JsonObject } from "../../../core/json.ts";
import type { Exchange } from "../../http/exchange.ts";
import type { AmSession } from "./am-session.ts";

/** AM, as filters use it. Every call throws when AM cannot answer: nobody passes because it is down. */
export interface AmService {
  /** AM's own address, such as `http://127.0.0.1:8080/am`. */
  readonly url: URL;
  /** Path of the realm whose sessions count, such as `/alpha`. */
  readonly realm: string;
  /** Who the gateway is at AM: never a person. */
  readonly agent: string;
  /** Whether AM stands behind this gateway, which speaks to it of devices; browsers reach it here then. */
  readonly behindGateway: boolean;
  /** The properties that the context `amSession` shows; all when empty. */
  readonly sessionProperties: readonly string[];
  /** Of the session cookie. @throws {gateway.am-unavailable}, {gateway.am-refused} */
  cookieName(): Promise<string>;
  /**
   * The session of a token that a request carries; null when there is none, or it is over. Asks AM at most once a request.
   *
   * @throws {gateway.am-unavailable}, {gateway.am-refused}
   */
  session(token: string, exchange: Exchange): Promise<AmSession | null>;
  /** Ends a session; that it is over already is no failure. @throws {gateway.am-unavailable}, {gateway.am-refused} */
  logout(token: string, exchange: Exchange): Promise<void>;
  /**
   * The profile of a user, asked with the user's own session; null when there is none.
   *
   * @param fields the attributes; all when empty
   * @throws {gateway.am-unavailable}, {gateway.am-refused}
   */
  profile(token: string, username: string, fields: readonly string[], exchange: Exchange): Promise<JsonObject | null>;
}

/** Profiles of users, for a while from memory if it is configured so. */
export interface UserProfileService {
  profile(token: string, username: string, exchange: Exchange): Promise<JsonObject | null>;
}
