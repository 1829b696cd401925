import { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { bytesBody } from "./entity.ts";
import type { Exchange, GatewayResponse, StreamedBody } from "./exchange.ts";

/** Looks at the beginning of a body and sends it on as it is, whatever its length. */

export interface Beginning {
  readonly bytes: Buffer;
  /** Whether that is all of it. */
  readonly whole: boolean;
}

/** @param limit bytes that are looked at */
export async function peekRequest(exchange: Exchange, limit: number): Promise<Beginning> {
  const { body } = exchange;
  exchange.handover?.refuse();
  if (body === null) return { bytes: Buffer.alloc(0), whole: true };
  if (body.bytes !== undefined) return beginningOf([body.bytes], limit);
  const source = body.open();
  const iterator: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  let size = 0;
  while (size <= limit) {
    const next = await iterator.next();
    if (next.done === true) {
      const bytes = Buffer.concat(chunks);
      exchange.body = bytesBody(bytes);
      return { bytes, whole: true };
    }
    chunks.push(next.value);
    size += next.value.length;
  }
  exchange.body = { length: body.length, open: () => continued(chunks, source, iterator) };
  return beginningOf(chunks, limit);
}

function continued(read: readonly Buffer[], source: Readable, rest: AsyncIterator<Buffer>): Readable {
  const stream = Readable.from(
    (async function* () {
      yield* read;
      for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
    })(),
    { objectMode: false },
  );
  stream.once("close", () => source.destroy());
  return stream;
}

function beginningOf(chunks: readonly Buffer[], limit: number): Beginning {
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, limit), whole: bytes.length <= limit };
}

/** @returns what was seen, and the response that still can be sent */
export async function peekResponse(
  answer: GatewayResponse,
  limit: number,
): Promise<{ readonly seen: Beginning; readonly response: GatewayResponse }> {
  const { body } = answer;
  if (Buffer.isBuffer(body)) return { seen: beginningOf([body], limit), response: answer };
  const chunks: Buffer[] = [];
  let size = 0;
  let takeMore: (() => void) | undefined;
  let destination: NodeJS.WritableStream | undefined;
  let hasEnough: (() => void) | undefined;
  const enough = new Promise<"enough">((resolve) => {
    hasEnough = () => resolve("enough");
  });
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, taken) => {
      if (destination !== undefined) {
        passOn(destination, chunk, taken);
        return;
      }
      chunks.push(chunk);
      size += chunk.length;
      takeMore = taken;
      if (size > limit) hasEnough?.();
      else taken();
    },
  });
  const sent = body.sendTo(sink);
  const ended = sent.then(() => sink.end()).then(() => finished(sink));
  const first = await Promise.race([ended, enough]);
  if (first !== "enough") {
    const bytes = Buffer.concat(chunks);
    return { seen: { bytes, whole: true }, response: { ...answer, body: bytes } };
  }
  // Whoever drops the response never hears how it went on.
  ended.catch(() => undefined);
  const rest: StreamedBody = {
    abandon: (reason) => body.abandon?.(reason),
    sendTo: async (out) => {
      destination = out;
      for (const chunk of chunks) out.write(chunk);
      takeMore?.();
      await ended;
    },
  };
  return { seen: beginningOf(chunks, limit), response: { ...answer, body: rest } };
}

function passOn(out: NodeJS.WritableStream, chunk: Buffer, taken: () => void): void {
  if (out.write(chunk)) taken();
  else out.once("drain", taken);
}
