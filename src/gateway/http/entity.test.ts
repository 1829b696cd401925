import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { testExchange } from "../testing/exchange.ts";
import { bufferRequest, bufferResponse, bytesBody, entityText } from "./entity.ts";
import type { Exchange, RequestBody, StreamedBody } from "./exchange.ts";
import { headersFrom } from "./headers.ts";

const exchangeFor = ({ body }: { body: RequestBody | null }): Exchange => ({ ...testExchange(), body });

const chunked = (...chunks: string[]) => ({
  length: null,
  open: () => Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
});

const streamed = (...chunks: string[]): StreamedBody & { abandoned: Error[] } => {
  const abandoned: Error[] = [];
  return {
    abandoned,
    abandon: (reason) => {
      abandoned.push(reason);
    },
    sendTo: (sink) =>
      new Promise((resolve) => {
        const more = (rest: string[]): void => {
          const [chunk, ...others] = rest;
          if (chunk === undefined) resolve();
          else sink.write(Buffer.from(chunk), () => more(others));
        };
        more(chunks);
      }),
  };
};

describe("a request body that was read", () => {
  test("can be read again, and by what comes after", async () => {
    const exchange = exchangeFor({ body: chunked("a", "bc") });
    expect((await bufferRequest(exchange, 3)).toString()).toBe("abc");
    expect((await bufferRequest(exchange, 3)).toString()).toBe("abc");
    expect(exchange.body?.length).toBe(3);
    const [again] = await Readable.from(exchange.body?.open() ?? []).toArray();
    expect(String(again)).toBe("abc");
  });

  test("over the limit is refused, announced or not, and whoever read it before", async () => {
    const refused = { code: "gateway.body-too-large" };
    await expect(bufferRequest(exchangeFor({ body: chunked("a", "bc") }), 2)).rejects.toMatchObject(refused);
    await expect(bufferRequest(exchangeFor({ body: { ...chunked(), length: 9 } }), 8)).rejects.toMatchObject(refused);
    const read = exchangeFor({ body: bytesBody(Buffer.from("abc")) });
    await expect(bufferRequest(read, 2)).rejects.toMatchObject(refused);
  });

  test("that is not there is empty", async () => {
    expect(await bufferRequest(exchangeFor({ body: null }))).toHaveLength(0);
  });
});

describe("a response body that was read", () => {
  const response = (body: StreamedBody | Buffer) => ({ status: 200, headers: headersFrom([]), body });

  test("is the bytes of the stream", async () => {
    expect((await bufferResponse(response(streamed("a", "bc")), 3)).body.toString()).toBe("abc");
    expect((await bufferResponse(response(Buffer.from("x")), 3)).body.toString()).toBe("x");
  });

  test("over the limit is refused and given up", async () => {
    const body = streamed("ab", "cd", "ef");
    await expect(bufferResponse(response(body), 3)).rejects.toMatchObject({ code: "gateway.response-too-large" });
    expect(body.abandoned).toHaveLength(1);
  });
});

test.each([
  ["é", "text/plain", Buffer.from("é")],
  ["é", "text/plain; charset=ISO-8859-1", Buffer.from([0xe9])],
  ["é", 'text/plain; charset="UTF-8"', Buffer.from("é")],
  [null, "text/plain; charset=nonsense", Buffer.from("a")],
])("%j is the text of %s", (text, type, bytes) => {
  expect(entityText(headersFrom(["Content-Type", type]), bytes)).toBe(text);
});

test("compressed text is decompressed up to the limit", () => {
  const headers = headersFrom(["Content-Encoding", "gzip"]);
  const bytes = gzipSync("a".repeat(100));
  expect(entityText(headers, bytes, 100)).toBe("a".repeat(100));
  expect(entityText(headers, bytes, 99)).toBeNull();
  expect(entityText(headers, Buffer.from("no gzip"), 99)).toBeNull();
  expect(entityText(headersFrom(["Content-Encoding", "zip"]), bytes)).toBeNull();
});
