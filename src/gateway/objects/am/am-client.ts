import { createHash } from "node:crypto";
import type { Clock } from "../../../core/clock.ts";
import { describeError, SallyportError } from "../../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../../core/json.ts";
import type { Logger } from "../../../core/log.ts";
import { singleFlight } from "../../../core/single-flight.ts";
import { gatewayErrors } from "../../errors.ts";
import type { Exchange } from "../../http/exchange.ts";
import type { Agent } from "./agent.ts";
import type { AmAnswer, AmConnection, AmRequest } from "./am-connection.ts";
import { type AmSession, readAmSession } from "./am-session.ts";
import { expiringCache } from "./expiring-cache.ts";
import type { AmService } from "./model.ts";

export interface AmClientOptions {
  readonly url: URL;
  readonly realm: string;
  readonly behindGateway: boolean;
  readonly agentName: string;
  readonly agent: Agent;
  readonly sessionProperties: readonly string[];
  readonly call: AmConnection;
  /** Asked once, until it is known. */
  readonly cookieName: () => Promise<string>;
  /** Milliseconds and entries; no memory with a time of 0. */
  readonly cache: { readonly time: number; readonly size: number };
  /** Milliseconds after which a session that is used is kept alive at AM; null: this gateway keeps none alive. */
  readonly idleRefresh: number | null;
  readonly clock: Clock;
  readonly log: Logger;
}

const sessionsVersion = { "accept-api-version": "resource=4.0, protocol=1.0" };
/** What may stand in a cookie (RFC 6265, section 4.1.1), of a length that AM's own tokens have. */
const tokenForm = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,4096}$/;

/** AM's REST API, asked with the agent's session. */
export function createAmClient(options: AmClientOptions): AmService {
  const { realm, agent, call, cookieName, cache, idleRefresh, clock, log } = options;
  const path = realmPath(realm);
  const flights = singleFlight<AmSession | null>();
  const sessions = expiringCache<AmSession>({ size: cache.size, clock });
  const refreshed = expiringCache<true>({ size: 10_000, clock });
  /** What a request has asked already: several of its filters want to know. */
  const asked = new WeakMap<Exchange, { readonly token: string; readonly session: AmSession | null }>();

  /** With the agent's session; once more when that was over. */
  const asAgent = async (request: AmRequest): Promise<AmAnswer> => {
    const name = await cookieName();
    const once = async (): Promise<AmAnswer> =>
      call({ ...request, headers: { ...request.headers, [name]: await agent.token() } });
    const answer = await once();
    const again = (answer.status === 401 || answer.status === 403) && (await agent.wasOver());
    return again ? once() : answer;
  };

  const onSession = (action: string, token: string, behalf: Exchange): Promise<AmAnswer> =>
    asAgent({
      ...{ method: "POST", path: `${path}/sessions`, query: { _action: action }, headers: sessionsVersion },
      ...{ body: { tokenId: token }, behalf },
    });

  const fetchSession = async (token: string, exchange: Exchange): Promise<AmSession | null> => {
    const { status, body } = await onSession("getSessionInfo", token, exchange);
    if (status === 400 || status === 401 || status === 404) return null;
    const session = status === 200 ? readAmSession(body) : undefined;
    if (session === undefined) throw refused(`getSessionInfo: status ${status}`);
    return session;
  };

  /** What fails here must not end a request that has a valid session. */
  const keepAlive = async (key: string, token: string, exchange: Exchange): Promise<void> => {
    if (idleRefresh === null || refreshed.get(key)) return;
    refreshed.set(key, true, idleRefresh);
    const status = await onSession("refresh", token, exchange).then(
      (answer) => answer.status,
      (problem: unknown) => {
        if (problem instanceof SallyportError) return describeError(problem);
        throw problem;
      },
    );
    if (status !== 200) log.warn({ status, route: exchange.route }, "a session in use could not be kept alive");
  };

  const lookUp = async (token: string, exchange: Exchange): Promise<AmSession | null> => {
    if (!tokenForm.test(token)) return null;
    const key = keyOf(token, exchange);
    const known = sessions.get(key);
    if (known !== undefined && known.endsAt > clock.now()) return known;
    const session = await flights.run(key, () => fetchSession(token, exchange));
    if (session === null || session.endsAt <= clock.now()) return null;
    await keepAlive(key, token, exchange);
    sessions.set(key, session, Math.min(cache.time, session.endsAt - clock.now()));
    return session;
  };

  return {
    url: options.url,
    realm,
    behindGateway: options.behindGateway,
    agent: options.agentName,
    sessionProperties: options.sessionProperties,
    cookieName,
    session: async (token, exchange) => {
      const before = asked.get(exchange);
      if (before?.token === token) return before.session;
      const session = await lookUp(token, exchange);
      asked.set(exchange, { token, session });
      return session;
    },
    logout: async (token, exchange) => {
      asked.delete(exchange);
      sessions.delete(keyOf(token, exchange));
      if (!tokenForm.test(token)) return;
      const { status } = await onSession("logout", token, exchange);
      if (status >= 500 || status === 403) throw refused(`logout: status ${status}`);
    },
    profile: async (token, username, fields, exchange) => {
      if (/^\.*$/.test(username)) return null;
      const query = fields.length === 0 ? {} : { query: { _fields: fields.join(",") } };
      const { status, body } = await call({
        ...{ method: "GET", path: `${path}/users/${encodeURIComponent(username)}`, ...query, behalf: exchange },
        headers: { [await cookieName()]: token, "accept-api-version": "resource=4.0, protocol=2.1" },
      });
      if (status === 404) return null;
      if (status !== 200 || !isJsonObject(body)) throw refused(`users: status ${status}`);
      return selected(body, fields);
    },
  };
}

/** `/json/realms/root/realms/alpha` for `/alpha`. */
export function realmPath(realm: string): string {
  const names = realm.split("/").filter((name) => name !== "");
  return ["/json", "root", ...names.map(encodeURIComponent)].join("/realms/");
}

export function refused(detail: string): SallyportError {
  return gatewayErrors.error("gateway.am-refused", { detail });
}

/** What AM answers may depend on the device, so what is remembered belongs to one. The token itself is never kept. */
function keyOf(token: string, { client: { peer } }: Exchange): string {
  const device = peer.state === "verified" ? peer.certificate.thumbprint : "";
  return createHash("sha256").update(`${device} ${token}`).digest("base64url");
}

/** AM may send more than it was asked for. */
function selected(profile: JsonObject, fields: readonly string[]): JsonObject {
  if (fields.length === 0) return profile;
  return Object.fromEntries(Object.entries(profile).filter(([name]) => fields.includes(name)));
}
