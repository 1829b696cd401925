import { isJsonObject, type Json } from "../../core/json.ts";
import { bytesBody } from "../http/entity.ts";
import type { Exchange, GatewayResponse } from "../http/exchange.ts";
import type { Headers } from "../http/headers.ts";
import { withdrawWord } from "../http/vouched.ts";
import { headerProblem, isFraming } from "../scripting/header-rules.ts";
import { type UriPart, writeUri, writeUriPart } from "../scripting/uri.ts";
import { compileExpression, type Names } from "./compile.ts";
import { runOf } from "./fold.ts";
import type { Frame } from "./frame.ts";
import type { Evaluate } from "./known.ts";
import { parseExpression } from "./parser.ts";
import { type Expression, syntaxError } from "./syntax.ts";
import { type ElValue, elToJson, failed, isElObject, toNumber, toText } from "./values.ts";

/** Targets of assignments: `${session.user}`, `${request.headers['X-User']}`, `${response.status}`. */

export interface Assignment {
  /** False for what can be read but not written: such a write is ignored, as PingGateway does. */
  readonly writable: boolean;
  /**
   * @returns the response to go on with; null when there is none
   * @throws {gateway.expression-failed} for a value that cannot stand there
   */
  assign(exchange: Exchange, response: GatewayResponse | null, value: ElValue): GatewayResponse | null;
}

type Write = (frame: Frame, keys: readonly string[], value: ElValue) => GatewayResponse | null;

/** Writes to the exchange and keeps the response. */
const onExchange =
  (write: (exchange: Exchange, keys: readonly string[], value: ElValue) => void): Write =>
  (frame, keys, value) => {
    write(frame.exchange, keys, value);
    return frame.response;
  };

const onResponse =
  (write: (response: GatewayResponse, keys: readonly string[], value: ElValue) => GatewayResponse): Write =>
  ({ response }, keys, value) =>
    response === null ? null : write(response, keys, value);

/** Paths that can be written to; what follows them are the keys. `least` and `most` count those. */
const targets: readonly {
  readonly path: string;
  readonly least: number;
  readonly most: number;
  readonly write: Write;
}[] = [
  { path: "session", least: 1, most: 16, write: onExchange(({ session }, keys, value) => setIn(session, keys, value)) },
  {
    path: "attributes",
    least: 1,
    most: 16,
    write: onExchange(({ attributes }, keys, value) => setIn(attributes, keys, value)),
  },
  { path: "request.method", least: 0, most: 0, write: onExchange(setMethod) },
  { path: "request.entity", least: 0, most: 0, write: onExchange(setRequestEntity) },
  {
    path: "request.headers",
    least: 1,
    most: 1,
    write: onExchange(setRequestHeader),
  },
  { path: "request.uri", least: 0, most: 1, write: onExchange(setUri) },
  { path: "response.status", least: 0, most: 0, write: onResponse(setStatus) },
  { path: "response.status.code", least: 0, most: 0, write: onResponse(setStatus) },
  { path: "response.entity", least: 0, most: 0, write: onResponse(setResponseEntity) },
  {
    path: "response.headers",
    least: 1,
    most: 1,
    write: onResponse((response, keys, value) => {
      setHeader(response.headers, keys, value);
      return response;
    }),
  },
];

/**
 * Compiles the target of an assignment.
 *
 * @throws {gateway.expression-invalid} when the text is anything but one `${…}` that names a place
 */
export function compileTarget(source: string, names: Names<Frame>): Assignment {
  const whole = /^\s*[$#]\{/.exec(source);
  if (whole === null) throw syntaxError(source, 0, "a target is one expression, for example $" + "{session.user}");
  const { expression, end } = parseExpression(source, whole[0].length);
  if (source.slice(end).trim() !== "") throw syntaxError(source, end, "a target is one expression and nothing else");
  const path = pathOf(expression);
  if (path === undefined || !names.variables.has(path.root)) {
    throw syntaxError(source, whole[0].length, "this is no place that a value could be written to");
  }
  const keys = path.keys.map((key) => compileExpression(source, key, names).part).map(runOf);
  const target = targetOf(path.root, path.keys);
  if (target === undefined) return { writable: false, assign: (_exchange, response) => response };
  const { write } = target;
  const rest = keys.slice(target.path.split(".").length - 1);
  return {
    writable: true,
    assign: (exchange, response, value) => {
      const frame: Frame = { exchange, response };
      return write(
        frame,
        rest.map((key) => keyText(key, frame)),
        value,
      );
    },
  };
}

function pathOf(node: Expression): { readonly root: string; readonly keys: readonly Expression[] } | undefined {
  if (node.kind === "name") return { root: node.name, keys: [] };
  if (node.kind !== "member") return undefined;
  const of = pathOf(node.of);
  return of === undefined ? undefined : { root: of.root, keys: [...of.keys, node.key] };
}

function targetOf(root: string, keys: readonly Expression[]) {
  return targets.find(({ path, least, most }) => {
    const [first, ...members] = path.split(".");
    const count = keys.length - members.length;
    const fits = members.every((name, index) => {
      const key = keys[index];
      return key?.kind === "literal" && key.value === name;
    });
    return first === root && fits && count >= least && count <= most;
  });
}

function keyText(key: Evaluate<Frame>, frame: Frame): string {
  const value = key(frame);
  if (value === null) throw failed("the name of an assigned value is null");
  return toText(value);
}

function setIn(map: Map<string, Json>, [first = "", ...rest]: readonly string[], value: ElValue): void {
  if (rest.length === 0 && value === null) map.delete(first);
  else map.set(first, withMember(map.get(first) ?? null, rest, elToJson(value)));
}

/** Maps on the way are made; what is there and has no members stays, and the write fails. */
function withMember(outer: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  if (outer !== null && !isJsonObject(outer)) throw failed("a value on the way to an assigned one has no members");
  const inner = outer !== null && Object.hasOwn(outer, key) ? (outer[key] ?? null) : null;
  return Object.fromEntries([...Object.entries(outer ?? {}), [key, withMember(inner, rest, value)]]);
}

function setMethod(exchange: Exchange, _keys: readonly string[], value: ElValue): void {
  const method = toText(value);
  if (!/^[A-Z]{1,32}$/.test(method) || method === "CONNECT" || method === "TRACE") throw failed("this is no method");
  exchange.method = method;
}

function setUri(exchange: Exchange, [part]: readonly string[], value: ElValue): void {
  const plain = value === null || typeof value === "number" ? value : toText(value);
  try {
    if (part === undefined) writeUri(exchange, toText(value));
    else if (isUriPart(part)) writeUriPart(exchange, part, plain);
  } catch (problem) {
    if (problem instanceof RangeError) throw failed(problem.message);
    throw problem;
  }
}

function isUriPart(part: string): part is UriPart {
  return /^(?:scheme|host|port|path|rawPath|query|rawQuery)$/.test(part);
}

function setRequestHeader(exchange: Exchange, keys: readonly string[], value: ElValue): void {
  setHeader(exchange.headers, keys, value);
  withdrawWord(exchange, (name) => name === keys[0]?.toLowerCase());
}

/** Null takes the header away, a list sets every value of it. */
function setHeader(headers: Headers, [name = ""]: readonly string[], value: ElValue): void {
  const values = value === null ? [] : Array.isArray(value) ? value.map(toText) : [toText(value)];
  const problem = (values.length === 0 ? [""] : values).map((text) => headerProblem(name, text)).find(Boolean);
  if (problem !== undefined) throw failed(problem);
  if (isFraming(name)) return;
  headers.removeWhere((field) => field.toLowerCase() === name.toLowerCase());
  for (const text of values) headers.append(name, text);
}

function setRequestEntity(exchange: Exchange, _keys: readonly string[], value: ElValue): void {
  exchange.body = bytesBody(entityBytes(value));
  exchange.headers.removeWhere((name) => /^(?:content-encoding|content-length|transfer-encoding)$/i.test(name));
}

function setStatus(response: GatewayResponse, _keys: readonly string[], value: ElValue): GatewayResponse {
  const status = toNumber(value);
  if (!Number.isInteger(status) || status < 200 || status > 599) throw failed("this is no HTTP status");
  return { ...response, status };
}

function setResponseEntity(response: GatewayResponse, _keys: readonly string[], value: ElValue): GatewayResponse {
  const { headers, body } = response;
  if (!Buffer.isBuffer(body)) body.abandon?.(failed("the body was replaced"));
  const bytes = entityBytes(value);
  headers.removeWhere((name) => /^(?:content-encoding|transfer-encoding|etag|content-md5|digest)$/i.test(name));
  headers.set("Content-Length", String(bytes.length));
  return { ...response, body: bytes };
}

/** A map or list becomes JSON, everything else its text in UTF-8. */
function entityBytes(value: ElValue): Buffer {
  if (value !== null && isElObject(value) && value.bytes !== undefined) return value.bytes;
  const isData = typeof value === "object" && value !== null;
  return Buffer.from(isData ? JSON.stringify(elToJson(value)) : toText(value), "utf8");
}
