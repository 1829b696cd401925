import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalHeaderName, identityHeaders } from "../../src/device/index.ts";
import { plainRoute, startTestGateway, type TestGateway } from "../../src/gateway/testing/harness.ts";
import { createPki, deviceId, type TestPki } from "../../src/gateway/testing/pki.ts";
import { type Received, startUpstream, type TestUpstream } from "../../src/gateway/testing/upstream.ts";

/**
 * What hostile clients send, byte for byte, over TLS: with the certificate of a device, or with none. Every case states
 * the answers that come back and the addresses that the application sees; whatever it sees, it never sees an identity
 * that the connection has not proved.
 */

let pki: TestPki;
let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream();
  const identity = { type: "ClientCertificateIdentityFilter", config: {} };
  const handler = { type: "Chain", config: { filters: [identity], handler: "ReverseProxyHandler" } };
  gateway = await startTestGateway({ pki, routes: { "all.json": { ...plainRoute(upstream.origin), handler } } });
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

type Client = "nobody" | "device";

/** Sends bytes as they are, and returns what comes back until the gateway ends the connection. */
function send(client: Client, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const certificate = client === "device" ? { cert: pki.device.certificate, key: pki.device.key } : {};
    const options = { port: gateway.port, host: "127.0.0.1", servername: "localhost", ca: pki.ca.certificate };
    const socket = connect({ ...options, ...certificate }, () => socket.write(bytes, "latin1"));
    let text = "";
    const timer = setTimeout(() => socket.destroy(new Error(`the connection stays open after: ${text}`)), 20_000);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", (problem) => (text === "" ? reject(problem) : undefined));
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}

interface Case {
  readonly what: string;
  readonly bytes: string;
  /** Statuses of all answers, in order. */
  readonly answers: readonly number[];
  /** Addresses of the requests that the application gets. */
  readonly reaches?: readonly string[];
  readonly as?: Client;
}

async function check({ bytes, answers, reaches = [], as = "nobody" }: Case): Promise<readonly Received[]> {
  const before = upstream.received.length;
  const text = await send(as, bytes);
  const received = upstream.received.slice(before);
  expect((text.match(/HTTP\/1\.1 \d{3}/g) ?? []).map((line) => Number(line.slice(9)))).toEqual(answers);
  expect(received.map(({ url }) => url)).toEqual(reaches);
  for (const request of received) expectProvenIdentity(request, as);
  return received;
}

const identity = identityHeaders(["SSL_Client_S_DN", "x-intune"]);

function expectProvenIdentity({ rawHeaders }: Received, as: Client): void {
  const found: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (identity.has(name)) found.push(`${canonicalHeaderName(name)}: ${value}`);
  }
  expect(found).toEqual(as === "device" ? [`ssl-client-s-dn: CN=${deviceId}`] : []);
}

const end = "Host: localhost\r\nConnection: close\r\n";
const get = (headers: string, path = "/"): string => `GET ${path} HTTP/1.1\r\n${end}${headers}\r\n`;
const post = (headers: string, body: string): string => `POST / HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n${body}`;
const chunked = "Transfer-Encoding: chunked\r\n";
const smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\nSSL_Client_S_DN: CN=admin\r\n\r\n";
const chunks = (body: string): string => post(`Connection: close\r\n${chunked}`, body);

describe("a request whose length two servers could read differently is refused, and what follows it is not read", () => {
  test.each<[string, string]>([
    ["Content-Length, then Transfer-Encoding", post(`Content-Length: 4\r\n${chunked}`, `0\r\n\r\n${smuggled}`)],
    ["Transfer-Encoding, then Content-Length", post(`${chunked}Content-Length: 4\r\n`, `0\r\n\r\n${smuggled}`)],
    ["Content-Length: 0 and Transfer-Encoding", post(`Content-Length: 0\r\n${chunked}`, `0\r\n\r\n${smuggled}`)],
    ["two lengths", post("Content-Length: 1\r\nContent-Length: 2\r\n", `ab${smuggled}`)],
    ["the same length twice", post("Content-Length: 1\r\nContent-Length: 1\r\n", `a${smuggled}`)],
    ["a list of lengths", post("Content-Length: 1, 1\r\n", `a${smuggled}`)],
    ["a length with a sign", post("Content-Length: +1\r\n", `a${smuggled}`)],
    ["a negative length", post("Content-Length: -1\r\n", `a${smuggled}`)],
    ["a length in hexadecimal", post("Content-Length: 0x1\r\n", `a${smuggled}`)],
    ["a length with a fraction", post("Content-Length: 1.0\r\n", `a${smuggled}`)],
    ["a length that overflows", post("Content-Length: 18446744073709551617\r\n", `a${smuggled}`)],
    ["an empty length", post("Content-Length: \r\n", smuggled)],
    ["gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", `0\r\n\r\n${smuggled}`)],
    ["chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", `0\r\n\r\n${smuggled}`)],
    ["identity", post("Transfer-Encoding: identity\r\n", smuggled)],
    ["xchunked", post("Transfer-Encoding: xchunked\r\n", `0\r\n\r\n${smuggled}`)],
    ["quoted chunked", post('Transfer-Encoding: "chunked"\r\n', `0\r\n\r\n${smuggled}`)],
    ["chunked with a vertical tab", post("Transfer-Encoding:\x0bchunked\r\n", `0\r\n\r\n${smuggled}`)],
    ["chunked twice", post(`${chunked}${chunked}`, `0\r\n\r\n${smuggled}`)],
    ["chunked in HTTP/1.0", `POST / HTTP/1.0\r\nHost: a\r\n${chunked}\r\n0\r\n\r\n${smuggled}`],
    ["a blank before the colon", post("Transfer-Encoding : chunked\r\n", `0\r\n\r\n${smuggled}`)],
    ["a folded Transfer-Encoding", post("Transfer-Encoding:\r\n chunked\r\n", `0\r\n\r\n${smuggled}`)],
    ["a bare line feed behind a header", post("X: a\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${smuggled}`)],
    ["a bare carriage return in a value", post("X: a\rTransfer-Encoding: chunked\r\n", `0\r\n\r\n${smuggled}`)],
    ["bare line feeds only", `GET / HTTP/1.1\nHost: localhost\n\n${smuggled}`],
    ["a chunk size with 0x", chunks(`0x1\r\na\r\n0\r\n\r\n${smuggled}`)],
    ["a chunk size with an underscore", chunks(`1_0\r\na\r\n0\r\n\r\n${smuggled}`)],
    ["a chunk size with a sign", chunks(`+1\r\na\r\n0\r\n\r\n${smuggled}`)],
    ["a chunk size with a blank before it", chunks(` 1\r\na\r\n0\r\n\r\n${smuggled}`)],
    ["a chunk size that overflows", chunks(`10000000000000001\r\na\r\n0\r\n\r\n${smuggled}`)],
    ["a chunk size that is none", chunks(`x\r\na\r\n0\r\n\r\n${smuggled}`)],
    ["a chunk that ends with a bare line feed", chunks(`1\na\r\n0\r\n\r\n${smuggled}`)],
    ["a chunk longer than it says", chunks(`1\r\nab\r\n0\r\n\r\n${smuggled}`)],
  ])("%s: 400", async (what, bytes) => {
    // The head of a chunked request is fine, so the application may see that the request begins, and is left alone.
    const before = upstream.received.length;
    const text = await send("nobody", bytes);
    expect(text, what).toMatch(/^HTTP\/1\.1 400 /);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(text).toMatch(/connection: close/i);
    expect(upstream.received.slice(before)).toEqual([]);
  });
});

describe("a malformed request is refused", () => {
  test.each<[string, number, string]>([
    ["without Host", 400, "GET / HTTP/1.1\r\n\r\n"],
    ["with two Hosts", 400, "GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n"],
    ["with an empty Host", 400, "GET / HTTP/1.1\r\nHost: \r\n\r\n"],
    ["with a Host that holds a path", 400, "GET / HTTP/1.1\r\nHost: localhost/admin\r\n\r\n"],
    ["with a Host that holds a user", 400, "GET / HTTP/1.1\r\nHost: user@localhost\r\n\r\n"],
    ["with a Host that holds a list", 400, "GET / HTTP/1.1\r\nHost: localhost, other\r\n\r\n"],
    ["in absolute form", 400, "GET http://other/ HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["in absolute form with its own host", 400, "GET https://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["with a folded header", 400, "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n"],
    ["with a NUL in a value", 400, "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n"],
    ["with a control character in a value", 400, "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x01b\r\n\r\n"],
    ["with a header without a name", 400, "GET / HTTP/1.1\r\nHost: localhost\r\n: a\r\n\r\n"],
    ["with a blank in a header name", 400, "GET / HTTP/1.1\r\nHost: localhost\r\nX Y: a\r\n\r\n"],
    ["with a broken method", 400, "GE(T / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["of HTTP/2 without TLS's word for it", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["of a version that there is not", 400, "GET / HTTP/1.9\r\nHost: localhost\r\n\r\n"],
    ["of HTTP/0.9", 400, "GET /\r\n\r\n"],
    ["with a method that is not served", 405, "PROPFIND / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["with TRACE", 405, "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["with CONNECT", 405, "CONNECT other:443 HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["with headers of more than 8 KB", 431, get(`X: ${"a".repeat(9_000)}\r\n`)],
    ["with too many headers", 431, get("X: a\r\n".repeat(150))],
    ["with a long address", 414, get("", `/${"a".repeat(5_000)}`)],
    ["with a body of more than 1 MiB", 413, post("Content-Length: 1048577\r\nConnection: close\r\n", "")],
    ["with an expectation that nobody can meet", 417, get("Expect: 200-maybe\r\n")],
  ])("%s: %d", async (what, status, bytes) => {
    await check({ what, bytes, answers: [status] });
  });
});

describe("a path that somebody could read differently is refused", () => {
  const refused = [
    "/a/../admin",
    "/a/./admin",
    "/..",
    "/%2e%2e/admin",
    "/%2E%2e/admin",
    "/.%2e/admin",
    "//admin",
    "/a//admin",
    "/a%2fadmin",
    "/a%5cadmin",
    "/a\\admin",
    "/admin;x=1",
    "/a%3badmin",
    "/admin%00",
    "/admin%0d%0aX: y",
    "/%252e%252e/admin",
    "/%25%32e/admin",
    "/%c0%ae%c0%ae/admin",
    "/%ff",
    "/%zz",
    "/%",
    "/a#b",
    "/\xe4",
  ];
  test.each(refused)("%s: 400", async (path) => {
    await check({ what: path, bytes: get("", path), answers: [400] });
  });

  test("an escape that needs none is undone, so that a condition and the application see one path", async () => {
    await check({ what: "%61", bytes: get("", "/%61dmin?x=%27"), answers: [200], reaches: ["/admin?x=%27"] });
  });
});

const spoofs: readonly (readonly [string, string])[] = [
  ["as it is spelt", "SSL_Client_S_DN: CN=admin\r\n"],
  ["in lower case", "ssl_client_s_dn: CN=admin\r\n"],
  ["in upper case", "SSL_CLIENT_S_DN: CN=admin\r\n"],
  ["with hyphens", "SSL-Client-S-DN: CN=admin\r\n"],
  ["with both", "SSL_Client-S_DN: CN=admin\r\n"],
  ["twice", "SSL_Client_S_DN: CN=admin\r\nSSL-Client-S-DN: CN=root\r\n"],
  ["of another deployment", "X-Intune: CN=admin\r\n"],
  ["of nginx", "ssl-client-cert: -----BEGIN\r\nssl-client-verify: SUCCESS\r\n"],
  ["of Envoy", "X-Forwarded-Client-Cert: Subject=CN=admin\r\n"],
  ["of RFC 9440", "Client-Cert: :AAAA:\r\nClient-Cert-Chain: :AAAA:\r\n"],
  ["of AWS", "X-Amzn-Mtls-Clientcert-Subject: CN=admin\r\n"],
  ["of a family whose member is new", "SSL-Client-New-Thing: CN=admin\r\n"],
  ["our own assertion", "Sallyport-Assertion: eyJhbGciOiJub25lIn0.e30.\r\n"],
  ["our own assertion with underscores", "sallyport_assertion: eyJhbGciOiJub25lIn0.e30.\r\n"],
  ["that Connection names", `SSL_Client_S_DN: CN=admin\r\nConnection: close, SSL_Client_S_DN\r\n`],
  ["behind an empty header", "X:\r\nSSL_Client_S_DN: CN=admin\r\n"],
];

describe.each<Client>(["nobody", "device"])("sent by %s", (as) => {
  test.each(spoofs)("an identity header %s does not arrive", async (what, headers) => {
    const [received] = await check({ what, as, bytes: get(headers), answers: [200], reaches: ["/"] });
    expect(received?.rawHeaders.join("\n")).not.toMatch(/admin|root|SUCCESS|AAAA|eyJ/);
  });

  test("nor in the trailer of a chunked body", async () => {
    const body = "1\r\na\r\n0\r\nSSL_Client_S_DN: CN=admin\r\n\r\n";
    const bytes = chunks(body);
    const [received] = await check({ what: "trailer", as, bytes, answers: [200], reaches: ["/"] });
    expect(received?.body).toBe("a");
  });

  test("nor on a folded line", async () => {
    await check({ what: "folded", as, bytes: get("X: a\r\n SSL_Client_S_DN: CN=admin\r\n"), answers: [400] });
  });

  test("and Connection takes no identity away that the gateway sets", async () => {
    const bytes = `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close, ssl_client_s_dn, host\r\n\r\n`;
    await check({ what: "connection", as, bytes, answers: [200], reaches: ["/"] });
  });
});

describe("several requests on one connection", () => {
  test("each gets its answer, in order", async () => {
    const bytes = `GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n${get("", "/two")}`;
    await check({ what: "pipelining", as: "device", bytes, answers: [200, 200], reaches: ["/one", "/two"] });
  });

  test("what follows a refused request is never served", async () => {
    const bytes = `GET /a/../b HTTP/1.1\r\nHost: localhost\r\n\r\n${smuggled}`;
    await check({ what: "after 400", bytes, answers: [400] });
  });

  test.each([
    ["asked to close", get("", "/one")],
    ["is of HTTP/1.0", "GET /one HTTP/1.0\r\nHost: localhost\r\n\r\n"],
  ])("what follows a request that %s is never served: its client cannot count", async (_what, first) => {
    const before = upstream.received.length;
    const text = await send("nobody", `${first}${smuggled}`);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(upstream.received.slice(before).filter(({ url }) => url === "/smuggled")).toEqual([]);
  });

  test("a body of GET is not a request", async () => {
    const bytes = `GET /one HTTP/1.1\r\n${end}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`;
    const [received] = await check({ what: "GET with a body", bytes, answers: [200], reaches: ["/one"] });
    expect(received?.body).toBe(smuggled);
  });

  test("a body in chunks goes on as one body, whatever extensions the chunks have", async () => {
    const bytes = chunks("2;a=b\r\nab\r\n01\r\nc\r\n0\r\n\r\n");
    const [received] = await check({ what: "extensions", bytes, answers: [200], reaches: ["/"] });
    expect(received?.body).toBe("abc");
  });

  test("extensions without end are refused", async () => {
    const bytes = chunks(`2;${"a".repeat(20_000)}\r\nab\r\n0\r\n\r\n`);
    const text = await send("nobody", bytes);
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  test("HTTP/1.0 gets one answer and the end of its connection", async () => {
    const bytes = "GET /old HTTP/1.0\r\nHost: localhost\r\n\r\n";
    await check({ what: "HTTP/1.0", bytes, answers: [200], reaches: ["/old"] });
  });
});

describe("leaving HTTP", () => {
  const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
  const upgrade = (headers: string, rest = smuggled): string =>
    `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n${headers}\r\n${rest}`;
  test.each<[string, number, string]>([
    ["h2c", 501, upgrade("Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n")],
    ["a WebSocket where the route has none", 501, upgrade(`Upgrade: websocket\r\n${key}`)],
    ["a WebSocket without a key", 400, upgrade("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")],
    ["a WebSocket of another version", 400, upgrade(`Upgrade: websocket\r\n${key.replace("13", "12")}`)],
    ["a WebSocket with a body", 400, upgrade(`Upgrade: websocket\r\n${key}Content-Length: 1\r\n`)],
    ["a list of protocols", 501, upgrade(`Upgrade: websocket, h2c\r\n${key}`)],
    ["Upgrade without Connection", 501, get(`Upgrade: websocket\r\n${key}`)],
  ])("with %s: %d, and the bytes behind it are no request", async (what, status, bytes) => {
    await check({ what, bytes, answers: [status] });
  });
});
