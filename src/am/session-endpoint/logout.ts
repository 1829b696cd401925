import { z } from "zod";
import type { SessionRecord } from "../../store/index.ts";
import { ok } from "../answer.ts";
import { clearedSessionCookie } from "../cookies.ts";
import { readFields, refuseForeignCookie, type SessionAction } from "./call.ts";
import { askingSession, manageableSessions, mayManage } from "./managing.ts";

export const logout: SessionAction = (call) => {
  const { token, exchange, services } = call;
  const fromCookie = refuseForeignCookie(call);
  const session = services.sessions.find(token, exchange.caller);
  if (session !== null) services.sessions.remove(session);
  const result = session === null ? "Token has expired" : "Successfully logged out";
  return ok({ result }, fromCookie ? { "set-cookie": clearedSessionCookie(exchange.realm, exchange.external) } : {});
};

const handles = z.object({ sessionHandles: z.array(z.string().max(128)).min(1).max(1000) });

/**
 * Ends sessions by their handles: one's own, and an administrator those of everybody. Of other sessions, as of handles
 * that do not exist, the answer is `false`, so that nobody can find out which exist.
 */
export const logoutByHandle: SessionAction = ({ body, exchange, services }) => {
  const asking = askingSession(exchange, services);
  const { sessionHandles } = readFields(body, handles);
  const end = (session: SessionRecord | null): boolean => {
    if (session === null || !mayManage(asking, session, exchange, services)) return false;
    services.sessions.remove(session);
    return true;
  };
  const result = sessionHandles.map((handle) => [handle, end(services.sessions.byHandle(handle))] as const);
  return ok({ result: Object.fromEntries(result) });
};

const user = z.object({ username: z.string().min(1).max(256) });

/** Ends all sessions of a user of the realm; the anonymous user only ends the one that asks. */
export const logoutByUser: SessionAction = ({ body, exchange, services }) => {
  const asking = askingSession(exchange, services);
  const whose = { realm: exchange.realm.path, username: readFields(body, user).username };
  for (const session of manageableSessions(asking, whose, exchange, services)) services.sessions.remove(session);
  return ok({ result: true });
};
