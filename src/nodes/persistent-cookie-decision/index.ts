import { z } from "zod";
import { goTo, type NodeContext } from "../../journey/index.ts";
import type { Identity } from "../../users/index.ts";
import { node } from "../define.ts";
import type { NodeServices } from "../services.ts";
import { cookieSettings, hours } from "../set-persistent-cookie/config.ts";
import { persistentCookie, signingKeyOf } from "../set-persistent-cookie/cookie.ts";
import { type CookieClaims, readCookie } from "../set-persistent-cookie/token.ts";

const config = z.object({
  idleTimeout: hours.default(5).meta({
    title: "Idle Timeout",
    description: "Hours for which a use of the cookie keeps it alive.",
  }),
  enforceClientIp: z.boolean().default(false).meta({
    title: "Enforce Client IP",
    description: "The cookie counts only from the address of the login.",
  }),
  ...cookieSettings,
});

type Context = NodeContext<z.output<typeof config>, NodeServices>;

/** Whom a cookie stands for, or why it does not count. */
type Judgement =
  | { readonly user: Identity; readonly claims: CookieClaims; readonly why?: undefined }
  | { readonly user: null; readonly why: string };

/** What the node keeps for the end of the journey. */
const hook = z.object({ username: z.string(), expiresAt: z.int() });

/** Lets in whoever brings a persistent cookie that still counts. */
export const persistentCookieDecisionNode = node({
  type: "PersistentCookieDecisionNode",
  version: 1,
  title: "Persistent Cookie Decision",
  tags: ["contextual"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: [],
  writes: ["username"],
  run(context) {
    const judged = judge(context);
    if (judged.user === null) return goTo("false", { reason: judged.why });
    const { username, universalId } = judged.user;
    const { persistentCookieName: name } = context.config;
    context.state.putShared("username", username);
    return goTo("true", {
      identifiedUser: { username, universalId },
      sessionProperties: { [name]: name },
      hooks: [{ username, expiresAt: judged.claims.exp }],
    });
  },
  /** A use keeps the cookie alive, never beyond its life, and only for whom it was. */
  atEnd({ end, data, config, realm, user, request, services }) {
    const { username, expiresAt } = hook.parse(data);
    if (end !== "success" || user?.username !== username) return {};
    const { idleTimeout } = config;
    return {
      cookies: [persistentCookie({ settings: config, idleTimeout, expiresAt, realm, user, request, services })],
    };
  },
});

function judge({ config, realm, request, services }: Context): Judgement {
  const key = signingKeyOf(config, services);
  const name = config.persistentCookieName;
  const value = request.cookies.get(name);
  if (value === undefined) return no("there is no cookie");
  const claims = readCookie(value, key);
  if (claims === null) return no("the cookie is not one of ours");
  if (claims.aud !== name || claims.realm !== realm) return no("the cookie is for another purpose or realm");
  const now = services.clock.now() / 1000;
  if (now >= claims.exp || now >= claims.idle) return no("the cookie has ended");
  if (claims.x5t !== request.certificate) return no("the cookie belongs to another device");
  if (config.enforceClientIp && claims.ip !== request.clientIp) return no("the cookie belongs to another address");
  const user = services.users.find(realm, claims.sub);
  if (!user?.active || user.locked) return no("the user is gone, not active, or locked");
  if (claims.pwd !== services.users.passwordMark(realm, user.username)) return no("the password has changed since");
  return { user, claims };
}

function no(why: string): Judgement {
  return { user: null, why };
}
