import { once } from "node:events";
import type { Writable } from "node:stream";

/** Writes and waits while the reader is slow, so that nothing piles up in memory. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain");
}

/** JSON for a pipe or a terminal: the control characters that JSON leaves alone are escaped too. */
export function json(value: unknown, space = 2): string {
  return JSON.stringify(value, null, space).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
