import { Readable, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { gatewayErrors } from "../errors.ts";
import type { Exchange, GatewayResponse, RequestBody, StreamedBody } from "./exchange.ts";
import type { Headers } from "./headers.ts";

/** Bodies as a whole, for those who must see one: expressions, scripts, filters, capture. Never without a limit. */

/** How much of a body expressions and filters read; more is an error, not half a body. */
export const defaultEntityLimit = 1024 * 1024;

/** A request body of bytes that are there; it can be read any number of times. */
export function bytesBody(bytes: Buffer): RequestBody | null {
  if (bytes.length === 0) return null;
  return { length: bytes.length, bytes, open: () => Readable.from([bytes], { objectMode: false }) };
}

/**
 * Reads the request body and puts back one that can be read again. A body that was read before is not read anew.
 *
 * @param limit bytes
 * @throws {gateway.body-too-large} over the limit
 * @throws {gateway.client-gone} {@link gatewayErrors} when the client leaves in the middle
 */
export async function bufferRequest(exchange: Exchange, limit: number = defaultEntityLimit): Promise<Buffer> {
  const { body } = exchange;
  exchange.handover?.refuse();
  if (body === null) return Buffer.alloc(0);
  const tooLarge = (): Error => gatewayErrors.error("gateway.body-too-large");
  if ((body.length ?? 0) > limit) throw tooLarge();
  const bytes = body.bytes ?? (await buffer(limited(body.open(), limit, tooLarge)));
  exchange.body = bytesBody(bytes);
  return bytes;
}

/**
 * The same response with its body as bytes.
 *
 * @param limit bytes
 * @throws {gateway.response-too-large} over the limit; the rest is given up
 */
export async function bufferResponse(
  response: GatewayResponse,
  limit: number = defaultEntityLimit,
): Promise<GatewayResponse & { readonly body: Buffer }> {
  const { body } = response;
  const tooLarge = (): Error => gatewayErrors.error("gateway.response-too-large");
  if (!Buffer.isBuffer(body)) return { ...response, body: await collect(body, limit, tooLarge) };
  if (body.length > limit) throw tooLarge();
  return { ...response, body };
}

/**
 * The text of a body: its `Content-Encoding` undone, its charset that of `Content-Type`, else UTF-8. Null when the body
 * cannot be read that way, or would be longer than `limit` characters.
 */
export function entityText(headers: Headers, bytes: Buffer, limit: number = defaultEntityLimit): string | null {
  const plain = decoded(headers.first("content-encoding") ?? "identity", bytes, limit);
  const charset = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(headers.first("content-type") ?? "")?.[1] ?? "utf-8";
  if (plain === null) return null;
  if (/^utf-?8$/i.test(charset)) return plain.toString("utf8");
  return decodeText(plain, charset);
}

function decoded(encoding: string, bytes: Buffer, limit: number): Buffer | null {
  const decode = decoders.get(encoding.trim().toLowerCase());
  if (decode === undefined) return null;
  try {
    return decode(bytes, { maxOutputLength: limit });
  } catch (problem) {
    // Broken, or larger than it looked: either way there is no text.
    if (problem instanceof Error) return null;
    throw problem;
  }
}

type Decode = (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;

const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["identity", (bytes) => bytes],
  ["", (bytes) => bytes],
  ["gzip", gunzipSync],
  ["x-gzip", gunzipSync],
  ["deflate", inflateSync],
  ["br", brotliDecompressSync],
]);

function decodeText(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch (problem) {
    // A charset that nobody knows.
    if (problem instanceof RangeError) return null;
    throw problem;
  }
}

function limited(source: Readable, limit: number, tooLarge: () => Error): Readable {
  let size = 0;
  source.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) source.destroy(tooLarge());
  });
  return source;
}

function collect(body: StreamedBody, limit: number, tooLarge: () => Error): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, taken) => {
        size += chunk.length;
        if (size <= limit) {
          chunks.push(chunk);
          taken();
          return;
        }
        // Not taken: nothing more may arrive.
        const problem = tooLarge();
        body.abandon?.(problem);
        reject(problem);
      },
    });
    body.sendTo(sink).then(() => sink.end(() => resolve(Buffer.concat(chunks))), reject);
  });
}
