import type { Writable } from "node:stream";
import type { LineWriter } from "./writer.ts";

/** Lines that may wait for a slow reader; more are dropped. */
const mostBytes = 4 * 1024 * 1024;

/** Writes lines to a stream that is not ours to close; what it cannot take in time is dropped, and told when it can again. */
export function createStreamWriter(stream: Writable, onDrop: (lines: number) => void): LineWriter {
  let dropped = 0;
  return {
    write: (line) => {
      if (stream.writableLength > mostBytes) {
        dropped += 1;
        return;
      }
      if (dropped > 0) onDrop(dropped);
      dropped = 0;
      stream.write(`${line}\n`);
    },
    close: async () => undefined,
  };
}
