import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { Identity } from "../users/index.ts";
import { ok } from "./answer.ts";
import { readBody } from "./body.ts";
import { amErrors } from "./errors.ts";
import type { Endpoint } from "./exchange.ts";
import type { AmServices } from "./services.ts";
import { askingSession, refuseStranger } from "./session-endpoint/managing.ts";
import { presentedToken } from "./sessions.ts";

/** `POST …/users?_action=idFromSession` (facts: "Users"): whose session the request carries. */
export function usersEndpoint({ sessions }: AmServices): Endpoint {
  return ({ realm, caller, query, body }) => {
    if (query.one("_action") !== "idFromSession") throw amErrors.error("am.action-unknown");
    readBody(body, z.looseObject({}));
    const session = sessions.find(presentedToken(realm, caller), caller);
    if (session === null) throw amErrors.error("am.id-from-session");
    return ok({
      id: session.username,
      realm: session.realm,
      dn: session.universalId,
      successURL: realm.settings.authentication.successUrl,
      fullLoginURL: `/am/XUI/?realm=${encodeURIComponent(session.realm)}`,
    });
  };
}

/** `GET …/users/<name>`: one's own profile, and for an administrator everybody's. */
export function userEndpoint(services: AmServices): Endpoint {
  return (exchange) => {
    const whose = { realm: exchange.realm.path, username: exchange.id ?? "" };
    refuseStranger(askingSession(exchange, services), whose, exchange, services);
    const user = services.users.find(whose.realm, whose.username);
    if (user === null) throw amErrors.error("am.user-unknown");
    return ok(profile(user));
  };
}

/** PingAM's form: every attribute a list. An identity holds no secret. */
function profile({ username, realm, universalId, active, attributes }: Identity): JsonObject {
  return {
    ...attributes,
    _id: username,
    _rev: "-1",
    username,
    realm,
    uid: [username],
    universalid: [universalId],
    inetUserStatus: [active ? "Active" : "Inactive"],
  };
}
