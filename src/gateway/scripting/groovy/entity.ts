import type { Json } from "../../../core/json.ts";
import {
  bytesOf,
  fromJson,
  type GroovyCall,
  type GroovyValue,
  groovyError,
  hostClass,
  isGroovyObject,
  type Meter,
  toJson,
} from "../../../script/groovy/index.ts";
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
    string: { get: textOf, set: setText },
    json: {
      get: (message, call) => {
        const text = textOf(message, call);
        call.charge(text.length);
        call.work(text.length >> 3);
        return fromJson(parsed(text));
      },
      set: (message, value, call) => attempt(() => setJsonEntity(message, toJson(value, call))),
    },
    bytes: {
      get: (message, call) => {
        const bytes = bytesIn(message);
        call.charge(bytes.length);
        return bytesOf(Uint8Array.from(bytes));
      },
      set: writeEntity,
    },
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
  text: (message, meter) => {
    payForBytes(message, meter);
    return entityTextOf(message) ?? "";
  },
  truth: () => true,
});

/** `message.entity = value`: a text, bytes, or data that becomes JSON. */
export function writeEntity(message: Message, value: GroovyValue, call: GroovyCall): void {
  const other = entityType.unwrap(value);
  if (other !== undefined) attempt(() => setEntity(message, bytesIn(other)));
  else if (value === null) setEntity(message, Buffer.alloc(0));
  else if (isGroovyObject(value) && value.kind === "bytes") attempt(() => setEntity(message, Buffer.from(value.bytes)));
  else if (isGroovyObject(value) && (value.kind === "map" || value.kind === "list")) {
    attempt(() => setJsonEntity(message, toJson(value, call)));
  } else setText(message, value, call);
}

function setText(message: Message, value: GroovyValue, call: GroovyCall): void {
  const text = textArgument(value, call);
  call.charge(text.length);
  attempt(() => setEntity(message, Buffer.from(text, "utf8")));
}

/** Reading an entity decodes and perhaps inflates it, each time. */
function payForBytes(message: Message, meter: Meter): void {
  const size = entityBytesOf(message)?.length ?? 0;
  meter.work(size >> 4);
  meter.charge(size);
}

function bytesIn(message: Message): Buffer {
  const bytes = entityBytesOf(message);
  if (bytes === undefined) throw unread();
  return bytes;
}

function textOf(message: Message, call: GroovyCall): string {
  payForBytes(message, call);
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
