import { z } from "zod";
import { readBody } from "../body.ts";
import { amErrors } from "../errors.ts";
import type { Endpoint } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { presentedToken } from "../sessions.ts";
import type { SessionAction } from "./call.ts";
import { getSessionInfo, getSessionInfoAndResetIdleTime, validate } from "./information.ts";
import { logout, logoutByHandle, logoutByUser } from "./logout.ts";
import { getSessionProperties, updateSessionProperties } from "./properties.ts";
import { getIdle, getMaxIdle, getMaxTime, getTimeLeft, isActive, refresh } from "./times.ts";

/** `POST …/sessions/?_action=…` (facts: "Sessions"). */

/** Open, because each action reads what else it needs. */
const sessionBody = z.looseObject({ tokenId: z.string().max(4096).optional() });

const actions: ReadonlyMap<string, SessionAction> = new Map<string, SessionAction>([
  ["getSessionInfo", getSessionInfo],
  ["getSessionInfoAndResetIdleTime", getSessionInfoAndResetIdleTime],
  ["validate", validate],
  ["logout", logout],
  ["logoutByHandle", logoutByHandle],
  ["logoutByUser", logoutByUser],
  ["refresh", refresh],
  ["isActive", isActive],
  ["getTimeLeft", getTimeLeft],
  ["getMaxTime", getMaxTime],
  ["getIdle", getIdle],
  ["getMaxIdle", getMaxIdle],
  ["getSessionProperties", getSessionProperties],
  ["updateSessionProperties", updateSessionProperties],
]);

export function sessionEndpoint(services: AmServices): Endpoint {
  return (exchange) => {
    const action = actions.get(exchange.query.one("_action") ?? "");
    if (action === undefined) throw amErrors.error("am.action-unknown");
    const { tokenId, ...body } = readBody(exchange.body, sessionBody);
    const token = tokenId ?? presentedToken(exchange.realm, exchange.caller);
    return action({ token, body, exchange, services });
  };
}
