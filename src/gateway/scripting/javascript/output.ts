import { z } from "zod";
import type { Headers } from "../../http/headers.ts";
import { isFraming } from "../header-rules.ts";
import {
  checkedStatus,
  newRequest,
  newResponse,
  ScriptRefusal,
  type ScriptRequest,
  type ScriptResponse,
  setEntity,
  setMethod,
  writeHeader,
} from "../message.ts";
import { writeUri } from "../uri.ts";

/** Messages as they come out of the sandbox: every value was chosen by the guest, so each goes through the rules. */

const fields = z.array(z.tuple([z.string(), z.string()])).max(200);
const entity = z.strictObject({ text: z.string(), json: z.boolean().optional() }).nullable();

export const requestSchema = z.strictObject({
  method: z.string(),
  headers: fields,
  uri: z.strictObject({
    scheme: z.string(),
    host: z.string(),
    port: z.coerce.number(),
    rawPath: z.string(),
    rawQuery: z.string().nullable(),
  }),
  entity,
  /** Whether it began as the client's request. */
  own: z.boolean(),
});

export const responseSchema = z.strictObject({
  id: z.number().int().nullable(),
  status: z.number(),
  headers: fields,
  entity,
});

/**
 * A request of the guest's: the client's with its changes, or one of the guest's own.
 *
 * @throws {ScriptRefusal} {RangeError} for what a script may not change
 */
export function appliedRequest<Given extends ScriptRequest>(
  given: Given | null,
  said: z.output<typeof requestSchema>,
): ScriptRequest {
  const request: ScriptRequest = said.own && given !== null ? given : newRequest();
  setMethod(request, said.method);
  const before = given !== null && said.own ? addressOf(given) : undefined;
  const { scheme, host, port, rawPath, rawQuery } = said.uri;
  const origin = new URL(`${scheme}://${host}:${port}`).origin;
  const path = rawQuery === null ? rawPath : `${rawPath}?${rawQuery}`;
  if (before?.origin !== origin) writeUri(request, `${origin}${path}`);
  else writeUri(request, path);
  const changed = applyHeaders(request.headers, said.headers);
  if (request.vouched !== undefined) request.vouched = new Set([...request.vouched, ...changed]);
  applyEntity(request, said.entity);
  return request;
}

function addressOf({ upstream, externalOrigin }: ScriptRequest): URL {
  return new URL(upstream ?? externalOrigin ?? "http://localhost");
}

/** A response of the guest's: one that it got, with its changes, or a new one. @throws {ScriptRefusal} */
export function appliedResponse(
  said: z.output<typeof responseSchema>,
  responses: readonly ScriptResponse[],
): ScriptResponse {
  const response = said.id === null ? newResponse(200) : responses[said.id];
  if (response === undefined) throw new ScriptRefusal("there is no such response");
  response.status = checkedStatus(said.status);
  applyHeaders(response.headers, said.headers);
  applyEntity(response, said.entity);
  return response;
}

/** Changes only what differs, so that what the guest left alone is not judged. @returns names that it set, lower case */
function applyHeaders(headers: Headers, said: readonly (readonly [string, string])[]): readonly string[] {
  const wanted = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of said) {
    const field = wanted.get(name.toLowerCase()) ?? { name, values: [] };
    field.values.push(value);
    wanted.set(name.toLowerCase(), field);
  }
  headers.removeWhere((name) => !isFraming(name) && !wanted.has(name.toLowerCase()));
  const changed = [...wanted].filter(([key, { values }]) => values.join("\n") !== headers.all(key).join("\n"));
  for (const [, { name, values }] of changed) writeHeader(headers, name, values, "put");
  return changed.map(([key]) => key);
}

function applyEntity(message: ScriptRequest | ScriptResponse, said: z.output<typeof entity>): void {
  if (said === null) return;
  setEntity(message, Buffer.from(said.text, "utf8"));
  if (said.json === true && message.headers.first("content-type") === undefined) {
    message.headers.set("Content-Type", "application/json; charset=UTF-8");
  }
}
