import { z } from "zod";
import { isJsonObject } from "../../../core/json.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration, flag, integer, later, oneOrMoreReferences, reference } from "../../heap/schemas.ts";
import { createAgent } from "./agent.ts";
import { createAmClient, realmPath, refused } from "./am-client.ts";
import { type AmConnection, createAmConnection } from "./am-connection.ts";
import { secretText } from "./secret-text.ts";

const cookieName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/, { error: "is no name of a cookie" });
const longestCache = 10 * 60_000;

/**
 * `AmService`: AM, or our own server, and the agent that this gateway is there. Without the session cache AM is asked for
 * every request that carries a token. There are no notifications: with the cache, a session that ended at AM counts until
 * its time in the cache is over, which is bounded.
 */
export const amService = objectType({
  type: "AmService",
  config: z.object({
    url: z.string(),
    realm: z
      .string()
      .regex(/^\/?[\w.~/ -]{0,256}$/, { error: "is no path of a realm" })
      .default("/"),
    agent: z.object({
      username: z.string().min(1).max(256),
      passwordSecretId: z.string(),
      journey: z.string().min(1).default("Agent"),
    }),
    secretsProvider: oneOrMoreReferences,
    amHandler: reference.default({ type: "ClientHandler", name: "to AM" }),
    ssoTokenHeader: cookieName.optional(),
    version: z.string().optional(),
    sessionProperties: z.array(z.string()).default([]),
    sessionCache: z
      .object({
        enabled: flag.default(false),
        maximumSize: integer(1, 100_000).default(10_000),
        maximumTimeToCache: duration.default(30_000).refine((time) => time <= longestCache, {
          error: "must be at most 10 minutes: a session that ended at AM counts until then",
        }),
        onNotificationDisconnection: z.string().optional(),
        executor: z.unknown().optional(),
      })
      .optional(),
    sessionIdleRefresh: z
      .object({
        enabled: flag.default(false),
        interval: duration.default(5 * 60_000).refine((time) => time >= 10_000 && time <= 86_400_000, {
          error: "must be between 10 seconds and 1 day",
        }),
      })
      .optional(),
    notifications: z
      .looseObject({ enabled: flag.optional() })
      .optional()
      .describe("Accepted and without effect: there are none."),
    proxyOptions: later,
  }),
  build: async (config, context) => {
    const { services } = context;
    const { clock, log } = services;
    const url = addressOf(context.text(config.url, "url"), context);
    const realm = `/${config.realm.replace(/^\/+|\/+$/g, "")}`;
    const { username, passwordSecretId, journey } = config.agent;
    const password = await secretText(context, config.secretsProvider, passwordSecretId, "agent", "passwordSecretId");
    const { handle: handler } = await context.refer("handler", config.amHandler, "amHandler");
    const call = createAmConnection({ url, handler, clock, log });
    const agent = createAgent({ username, password, journey, realmPath: realmPath(realm), call, clock, log });
    services.onClose(() => agent.close());
    const { enabled: caches = false, maximumTimeToCache: time = 0, maximumSize: size = 1 } = config.sessionCache ?? {};
    const { enabled: refreshes = false, interval = 0 } = config.sessionIdleRefresh ?? {};
    return {
      kind: "am-service",
      am: createAmClient({
        ...{ url, realm, agentName: username, agent, call, clock, log },
        behindGateway: services.trust.assertion !== null && services.trust.upstreams.has(url.origin),
        cookieName: cookieNameOf(config.ssoTokenHeader, realm, call),
        sessionProperties: config.sessionProperties,
        cache: { time: caches ? time : 0, size },
        idleRefresh: refreshes ? interval : null,
      }),
    };
  },
});

function addressOf(text: string, { problem }: BuildContext): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw problem("must be AM's http or https address, such as https://am.example.com/am", "url");
  }
  if (url.username !== "" || url.password !== "") throw problem("must not hold a password", "url");
  return url;
}

/** What the configuration says; else what AM says, asked until it has answered once. */
function cookieNameOf(configured: string | undefined, realm: string, call: AmConnection): () => Promise<string> {
  let known = configured;
  return async () => {
    if (known !== undefined) return known;
    const { status, body } = await call({
      ...{ method: "GET", path: `${realmPath(realm)}/serverinfo/*` },
      headers: { "accept-api-version": "resource=1.1, protocol=1.0" },
    });
    const name = cookieName.safeParse(isJsonObject(body) ? body.cookieName : undefined);
    if (status !== 200 || !name.success) throw refused(`serverinfo: status ${status}`);
    known = name.data;
    return known;
  };
}
