import type { Json } from "../../../core/json.ts";
import {
  bytesOf,
  fromJson,
  type GroovyValue,
  groovyError,
  hostClass,
  isGroovyObject,
  toJson,
} from "../../../script/index.ts";
import {
  entityBytesOf,
  entityTextOf,
  type ScriptRequest,
  type ScriptResponse,
  setEntity,
  setJsonEntity,
} from "../message.ts";
import { attempt, textArgument } from "./arguments.ts";

/** `request.entity` and `response.entity`. */

type Message = ScriptRequest | ScriptResponse;

export const entityType = hostClass<Message>({
  name: "org.forgerock.http.protocol.Entity",
  properties: {
    string: { get: textOf, set: (message, value) => setText(message, value) },
    json: {
      get: (message, call) => {
        const text = textOf(message);
        call.charge(text.length);
        return fromJson(parsed(text));
      },
      set: (message, value) => attempt(() => setJsonEntity(message, toJson(value))),
    },
    bytes: { get: (message) => bytesOf(Uint8Array.from(bytesIn(message))), set: writeEntity },
    empty: { get: (message) => bytesIn(message).length === 0 },
  },
  methods: {
    isEmpty: (message) => bytesIn(message).length === 0,
    isRawContentEmpty: (message) => bytesIn(message).length === 0,
    setEmpty: (message) => {
      setEntity(message, Buffer.alloc(0));
      return null;
    },
    close: () => null,
  },
  text: (message) => entityTextOf(message) ?? "",
  truth: () => true,
});

/** `message.entity = value`: a text, bytes, or data that becomes JSON. */
export function writeEntity(message: Message, value: GroovyValue): void {
  const other = entityType.unwrap(value);
  if (other !== undefined) attempt(() => setEntity(message, bytesIn(other)));
  else if (value === null) setEntity(message, Buffer.alloc(0));
  else if (isGroovyObject(value) && value.kind === "bytes") attempt(() => setEntity(message, Buffer.from(value.bytes)));
  else if (isGroovyObject(value) && (value.kind === "map" || value.kind === "list")) {
    attempt(() => setJsonEntity(message, toJson(value)));
  } else setText(message, value);
}

function setText(message: Message, value: GroovyValue): void {
  attempt(() => setEntity(message, Buffer.from(textArgument(value), "utf8")));
}

function bytesIn(message: Message): Buffer {
  const bytes = entityBytesOf(message);
  if (bytes === undefined) throw unread();
  return bytes;
}

function textOf(message: Message): string {
  const text = entityTextOf(message);
  if (text === undefined) throw unread();
  if (text === null) throw groovyError("java.io.IOException", "the entity cannot be decoded");
  return text;
}

/** The source never mentions an entity in a way that {@link entityNeeds} sees. */
function unread(): unknown {
  return groovyError("java.lang.IllegalStateException", "the entity was not read: name it as request.entity");
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw groovyError("java.io.IOException", "the entity is not valid JSON");
    throw cause;
  }
}
