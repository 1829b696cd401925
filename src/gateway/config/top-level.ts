import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { audited } from "../audit/audited.ts";
import { referTo } from "../heap/heap.ts";
import type { Heap } from "../heap/model.ts";
import { reference } from "../heap/schemas.ts";
import type { Handler } from "../http/exchange.ts";
import { withSession } from "../objects/sessions/session-manager.ts";
import { at, invalidAt, type Place } from "./place.ts";

/**
 * A file's handler inside its session and its audit, as `session` and `auditService` say; by default the objects of the
 * file that are called `Session` and `AuditService`.
 *
 * @throws {gateway.config-invalid} when one of them is of another kind
 */
export async function inSessionAndAudit(
  handle: Handler,
  content: JsonObject,
  top: Place,
  heap: Heap,
): Promise<Handler> {
  const audit = await named("auditService", "AuditService");
  const session = await named("session", "Session");
  const { audit: sink } =
    audit === null ? { audit: null } : await referTo(heap, "audit-service", audit.to, audit.place);
  const inAudit = sink === null ? handle : audited(sink, handle, heap.services);
  if (session === null) return inAudit;
  return withSession((await referTo(heap, "session-manager", session.to, session.place)).sessions, inAudit);

  async function named(key: string, byDefault: string) {
    const value = content[key];
    const place = at(top, key);
    if (value === undefined || value === null) {
      return declares(content.heap, byDefault) ? { to: byDefault, place: at(top, "heap") } : null;
    }
    const to = reference.safeParse(value);
    if (!to.success) throw invalidAt(place, "must be the name of an object or its declaration");
    return { to: to.data, place };
  }
}

function declares(heap: Json | undefined, name: string): boolean {
  return Array.isArray(heap) && heap.some((object) => isJsonObject(object) && object.name === name);
}
