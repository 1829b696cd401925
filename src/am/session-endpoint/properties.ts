import { z } from "zod";
import { type Answer, ok } from "../answer.ts";
import { amErrors } from "../errors.ts";
import { readFields, type SessionAction, type SessionCall, sessionOf, sessionToChange } from "./call.ts";

/** Properties that the realm lists as `session.clientProperties`, and no others. */

const longestValue = 4096;
const properties = z.record(z.string().max(128), z.string().max(longestValue));

export const getSessionProperties: SessionAction = (call) => shown(sessionOf(call).properties, call);

/**
 * Replaces the listed properties: one that the body leaves out is removed, as by PUT.
 *
 * @throws {am.not-permitted} for a property that is not listed; nothing is written then
 */
export const updateSessionProperties: SessionAction = (call) => {
  const session = sessionToChange(call);
  const wanted = readFields(call.body, properties);
  const listed = listedOf(call);
  if (Object.keys(wanted).some((name) => !listed.has(name))) throw amErrors.error("am.not-permitted");
  const removed = [...listed].map((name) => [name, null] as const);
  const next = call.services.sessions.changeProperties(session, { ...Object.fromEntries(removed), ...wanted });
  if (next === null) throw amErrors.error("am.session-invalid");
  return shown(next, call);
};

function shown(all: Readonly<Record<string, string>>, call: SessionCall): Answer {
  const listed = listedOf(call);
  return ok(Object.fromEntries(Object.entries(all).filter(([name]) => listed.has(name))));
}

function listedOf({ exchange }: SessionCall): ReadonlySet<string> {
  return new Set(exchange.realm.settings.session.clientProperties);
}
