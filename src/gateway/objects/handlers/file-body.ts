import type { FileHandle } from "node:fs/promises";
import { finished } from "node:stream";
import type { StreamedBody } from "../../http/exchange.ts";

/**
 * The first `size` bytes of an open file as a body: what is appended meanwhile belongs to no promised length. The file is
 * closed when it was sent, given up, or when the request ends.
 */
export function fileBody(file: FileHandle, size: number, signal: AbortSignal): StreamedBody {
  const source = file.createReadStream({ start: 0, end: size - 1 });
  const end = (): void => {
    source.destroy();
  };
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  source.once("close", () => signal.removeEventListener("abort", end));
  return {
    abandon: end,
    sendTo: (sink) =>
      new Promise((resolve, reject) => {
        finished(source, (problem) => (problem == null ? resolve() : reject(problem)));
        source.pipe(sink, { end: false });
      }),
  };
}
