import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { deriveFrom } from "../fleet/derive.ts";
import type { Alteration } from "./fault.ts";

/** Where a foreign next link leads: a name that never resolves (RFC 6761). */
const elsewhere = "https://graph.invalid";

/** Changes the body of a real answer. `truncate` concerns the text and is left to {@link cut}. */
export function alterBody(alteration: Alteration, body: Json): Json {
  if (!isJsonObject(body)) return body;
  if (alteration === "foreignNextLink") return withForeignNextLink(body);
  if (alteration === "duplicateDevices") return withDuplicate(body);
  if (alteration === "wrongRecord") return withWrongRecord(body);
  return body;
}

/** The first half of a text, which no longer is JSON. */
export function cut(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}

function withForeignNextLink(body: JsonObject): JsonObject {
  if (!Array.isArray(body.value)) return body;
  return { ...body, "@odata.nextLink": `${elsewhere}/v1.0/deviceManagement/managedDevices?$skiptoken=stolen` };
}

/** A second record of the first device: another Intune id, everything else the same. */
function withDuplicate(body: JsonObject): JsonObject {
  if (!Array.isArray(body.value)) return body;
  const value: readonly Json[] = body.value;
  const [first, ...others] = value;
  return isJsonObject(first) ? { ...body, value: [first, otherThan(first, ["id"]), ...others] } : body;
}

/** A record that was not asked for, in place of the right one: other ids, other names. */
function withWrongRecord(body: JsonObject): JsonObject {
  const wrong = (record: JsonObject) => otherThan(record, ["id", "azureADDeviceId", "serialNumber", "userId"]);
  if (!Array.isArray(body.value)) return wrong(body);
  const value: readonly Json[] = body.value;
  const [first, ...others] = value;
  return isJsonObject(first) ? { ...body, value: [wrong(first), ...others] } : body;
}

function otherThan(record: JsonObject, members: readonly string[]): JsonObject {
  const derived = deriveFrom(`another device than ${String(record.id)}`);
  const changed = members.filter((name) => name in record).map((name) => [name, derived.uuid(name)] as const);
  return { ...record, ...Object.fromEntries(changed) };
}
