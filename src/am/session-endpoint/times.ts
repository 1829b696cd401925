import type { SessionRecord } from "../../store/index.ts";
import { ok } from "../answer.ts";
import { type SessionAction, type SessionCall, sessionOf, sessionToChange } from "./call.ts";

/** The older actions on the times of a session. What has passed or is left counts in seconds, what is set in minutes. */

export const refresh: SessionAction = (call) => {
  const session = call.services.sessions.touch(sessionToChange(call));
  return ok({
    uid: session.username,
    realm: session.realm,
    idletime: idleSeconds(session, call),
    maxidletime: minutes(session.maxIdleMs),
    maxsessiontime: minutes(session.maxSessionMs),
    maxtime: secondsLeft(session, call),
  });
};

/** Never prolongs, whatever `refresh` parameter comes along. */
export const isActive: SessionAction = ({ token, exchange, services }) =>
  ok({ active: services.sessions.find(token, exchange.caller) !== null });

export const getTimeLeft: SessionAction = (call) => ok({ maxtime: secondsLeft(sessionOf(call), call) });

export const getMaxTime: SessionAction = (call) => ok({ maxsessiontime: minutes(sessionOf(call).maxSessionMs) });

export const getIdle: SessionAction = (call) => ok({ idletime: idleSeconds(sessionOf(call), call) });

export const getMaxIdle: SessionAction = (call) => ok({ maxidletime: minutes(sessionOf(call).maxIdleMs) });

function idleSeconds({ latestAccessAt }: SessionRecord, { services }: SessionCall): number {
  return Math.max(0, Math.floor((services.clock.now() - latestAccessAt) / 1000));
}

function secondsLeft({ createdAt, maxSessionMs }: SessionRecord, { services }: SessionCall): number {
  return Math.max(0, Math.floor((createdAt + maxSessionMs - services.clock.now()) / 1000));
}

function minutes(milliseconds: number): number {
  return Math.floor(milliseconds / 60_000);
}
