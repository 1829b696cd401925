import { afterAll, beforeAll, expect, test } from "vitest";
import { askRaw } from "../testing/client.ts";
import { plainRoute, startTestGateway, type TestGateway } from "../testing/harness.ts";
import { startUpstream, type TestUpstream } from "../testing/upstream.ts";

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startTestGateway({ routes: { "all.json": plainRoute(upstream.origin) } });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const chunked = "Transfer-Encoding: chunked\r\n";
const smuggled = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
const cases: readonly (readonly [string, number, string])[] = [
  [
    "Content-Length and Transfer-Encoding",
    400,
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n${chunked}\r\n${smuggled}`,
  ],
  [
    "Transfer-Encoding and Content-Length",
    400,
    `POST / HTTP/1.1\r\nHost: a\r\n${chunked}Content-Length: 4\r\n\r\n${smuggled}`,
  ],
  ["two Content-Length", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
  ["a list of Content-Length", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na"],
  ["a signed Content-Length", 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na"],
  [
    "another Transfer-Encoding",
    400,
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${smuggled}`,
  ],
  ["a misspelt Transfer-Encoding", 400, `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n${smuggled}`],
  ["Transfer-Encoding twice", 400, `POST / HTTP/1.1\r\nHost: a\r\n${chunked}${chunked}\r\n${smuggled}`],
  ["Transfer-Encoding in HTTP/1.0", 400, `POST / HTTP/1.0\r\nHost: a\r\n${chunked}\r\n${smuggled}`],
  ["a blank before the colon", 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"],
  ["a folded header", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"],
  ["a NUL in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"],
  ["a bare line feed", 400, "GET / HTTP/1.1\nHost: a\n\n"],
  ["a chunk size with 0x", 400, `POST / HTTP/1.1\r\nHost: a\r\n${chunked}\r\n0x1\r\na\r\n0\r\n\r\n`],
  ["no Host", 400, "GET / HTTP/1.1\r\n\r\n"],
  ["two Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
  ["a Host that is none", 400, "GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n"],
  ["an absolute address", 400, "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["dot segments", 400, "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["an unknown method", 405, "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["TRACE", 405, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["CONNECT", 405, "CONNECT b:443 HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["an upgrade", 501, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"],
  ["half a handshake", 400, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"],
  ["headers over 8 KB", 431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(9000)}\r\n\r\n`],
  ["too many headers", 431, `GET / HTTP/1.1\r\nHost: a\r\n${"X: a\r\n".repeat(150)}\r\n`],
  ["an address over 4 KB", 414, `GET /${"a".repeat(5000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ["a body over 1 MiB", 413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n"],
];

test.each(cases)("%s is refused with %d and the connection ends", async (_what, status, bytes) => {
  const before = upstream.received.length;
  const text = await askRaw(gateway.port, bytes);
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`]);
  expect(text).toMatch(/connection: close/i);
  expect(upstream.received.slice(before).filter(({ url }) => url === "/smuggled")).toEqual([]);
});
