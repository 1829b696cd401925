import { STATUS_CODES } from "node:http";
import type { Json } from "../../core/json.ts";
import { bytesBody, entityText } from "../http/entity.ts";
import type { Exchange, GatewayResponse, ResponseBody } from "../http/exchange.ts";
import { type Headers, headersFrom } from "../http/headers.ts";
import { headerProblem, isFraming } from "./header-rules.ts";

/** Requests and responses as scripts of either language handle them, with every rule about what they may change. */

/** A request: that of the exchange itself, or one that a script made. */
export type ScriptRequest = Pick<Exchange, "body" | "headers" | "method" | "target" | "upstream" | "version"> &
  Partial<Pick<Exchange, "externalOrigin" | "vouched">>;

export interface ScriptResponse {
  status: number;
  readonly headers: Headers;
  body: ResponseBody;
  /** What a handler answered, where this is not the script's own. */
  readonly given?: GatewayResponse;
}

/** Something that a script may not do. The message is for its author. */
export class ScriptRefusal extends Error {}

const largestEntity = 1024 * 1024;
/** More than any server takes. */
const mostFields = 500;
const methodName = /^[A-Z]{1,20}$/;

export function newRequest(): ScriptRequest {
  return {
    method: "GET",
    version: "1.1",
    headers: headersFrom([]),
    target: { path: "/", query: null },
    upstream: null,
    body: null,
  };
}

export function newResponse(status: number): ScriptResponse {
  return { status: checkedStatus(status), headers: headersFrom([]), body: Buffer.alloc(0) };
}

export function scriptResponse(given: GatewayResponse): ScriptResponse {
  const { status, headers, body } = given;
  return { status, headers, body, given };
}

/** @throws {ScriptRefusal} for a number that no final response has */
export function checkedStatus(status: number): number {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new ScriptRefusal(`${status} is no status of a response`);
}

export function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? "Unknown";
}

/** @throws {ScriptRefusal} */
export function setMethod(request: ScriptRequest, method: string): void {
  const wanted = method.toUpperCase();
  if (!methodName.test(wanted) || wanted === "CONNECT" || wanted === "TRACE") {
    throw new ScriptRefusal(`the method ${method.slice(0, 20)} cannot be sent`);
  }
  request.method = wanted;
}

/**
 * Sets (`put`) or appends (`add`) header fields. What the gateway writes anew at its edge (framing, `Host`) stays as it is.
 *
 * @throws {ScriptRefusal} for what {@link headerProblem} names
 */
export function writeHeader(headers: Headers, name: string, values: readonly string[], how: "add" | "put"): void {
  for (const value of values) {
    const problem = headerProblem(name, value);
    if (problem !== undefined) throw new ScriptRefusal(problem);
  }
  if (isFraming(name)) return;
  if (how === "put") removeHeader(headers, name);
  if (headers.count() + values.length > mostFields)
    throw new ScriptRefusal(`a message has at most ${mostFields} headers`);
  for (const value of values) headers.append(name, value);
}

/** @returns whether there was one */
export function removeHeader(headers: Headers, name: string): boolean {
  const wanted = name.toLowerCase();
  return !isFraming(name) && headers.removeWhere((field) => field.toLowerCase() === wanted).length > 0;
}

/** The text of a body that was read before; null when it cannot be decoded, undefined when it was not read. */
export function entityTextOf(message: ScriptRequest | ScriptResponse): string | null | undefined {
  const bytes = entityBytesOf(message);
  return bytes === undefined ? undefined : entityText(message.headers, bytes, largestEntity);
}

export function entityBytesOf({ body }: ScriptRequest | ScriptResponse): Buffer | undefined {
  if (body === null) return Buffer.alloc(0);
  return Buffer.isBuffer(body) ? body : "bytes" in body ? body.bytes : undefined;
}

/** Replaces the body. @throws {ScriptRefusal} over 1 MiB */
export function setEntity(message: ScriptRequest | ScriptResponse, bytes: Buffer): void {
  if (bytes.length > largestEntity) throw new ScriptRefusal(`an entity has at most ${largestEntity} bytes`);
  const { headers } = message;
  headers.removeWhere((name) => /^(?:content-(?:encoding|length)|etag|transfer-encoding)$/i.test(name));
  if ("status" in message) {
    if (Buffer.isBuffer(message.body) === false) message.body.abandon?.(new ScriptRefusal("a script replaced it"));
    headers.set("Content-Length", String(bytes.length));
    message.body = bytes;
  } else {
    message.body = bytesBody(bytes);
  }
}

/** Replaces the body by JSON. @throws {ScriptRefusal} over 1 MiB */
export function setJsonEntity(message: ScriptRequest | ScriptResponse, value: Json): void {
  setEntity(message, Buffer.from(JSON.stringify(value), "utf8"));
  if (message.headers.first("content-type") === undefined) {
    message.headers.set("Content-Type", "application/json; charset=UTF-8");
  }
}
