import type { GroovyCall } from "../host-class.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyValue, isGroovyObject } from "../values.ts";
import { encodeText } from "./charsets.ts";

/** A `byte[]`, or the bytes of a text, whose reading the script pays for. */
export function bytesArgument(value: GroovyValue, call: GroovyCall): Uint8Array {
  if (isGroovyObject(value) && value.kind === "bytes") {
    call.work(value.bytes.length >> 5);
    return value.bytes;
  }
  if (value === null) throw groovyError("NullPointerException");
  const text = toText(value, call);
  call.work(text.length >> 5);
  return encodeText(text, null);
}
