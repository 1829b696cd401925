import { once } from "node:events";
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from "node:http2";
import { connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestKeyPair } from "../../../device/testing/certificates.ts";
import { deviceRoute, plainRoute, startTestGateway, type TestGateway } from "../../testing/harness.ts";
import { createPki, deviceId, type TestPki } from "../../testing/pki.ts";
import { startUpstream, type TestUpstream, valuesOf } from "../../testing/upstream.ts";

let pki: TestPki;
let upstream: TestUpstream;
let gateway: TestGateway;
let sessions: ClientHttp2Session[];

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream();
  sessions = [];
  const routes = { "a.json": deviceRoute(upstream.origin), "z.json": { ...plainRoute(upstream.origin), name: "z" } };
  gateway = await startTestGateway({ pki, routes, options: { limits: { headerBytes: 8_192 } } });
});
afterAll(async () => {
  for (const session of sessions) session.destroy();
  await gateway.close();
  await upstream.close();
});

function open(port: number, certificate?: TestKeyPair): ClientHttp2Session {
  const identity = certificate === undefined ? {} : { cert: certificate.certificate, key: certificate.key };
  const session = connect(`https://localhost:${port}`, { ca: pki.ca.certificate, ...identity });
  session.on("error", () => session.destroy());
  sessions.push(session);
  return session;
}

interface Heard {
  readonly status: number;
  readonly body: string;
  readonly headers: OutgoingHttpHeaders;
}

const oneToHundred = Array.from({ length: 101 }, (_value, index) => [`x-${index}`, "a"]);

/** One request; rejects with the code of a reset stream. */
async function say(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string): Promise<Heard> {
  const stream = session.request(headers, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  return new Promise((resolve, reject) => {
    let text = "";
    let found: OutgoingHttpHeaders = {};
    stream.on("response", (answered) => {
      found = answered;
    });
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.on("error", reject);
    stream.on("close", () => {
      if (found[":status"] === undefined) reject(new Error(`closed with ${stream.rstCode}`));
      else resolve({ status: Number(found[":status"]), body: text, headers: found });
    });
  });
}

describe("HTTP/2", () => {
  test("is served to a device, with its identity, on many streams of one connection", async () => {
    const session = open(gateway.port, pki.device);
    const before = upstream.received.length;
    const all = await Promise.all(Array.from({ length: 20 }, () => say(session, { ":path": "/mtls-intune/" })));
    expect(all.map(({ status, body }) => `${status} ${body}`)).toEqual(Array.from({ length: 20 }, () => "200 ok"));
    for (const request of upstream.received.slice(before)) {
      expect(valuesOf(request, "SSL_Client_S_DN")).toEqual([`CN=${deviceId}`]);
    }
  });

  test("carries a body, the crumbs of a cookie as one field, and repeated fields apart", async () => {
    const session = open(gateway.port);
    const headers = { ":path": "/post?a=1", ":method": "POST", cookie: ["a=1", "b=2"], "x-twice": ["1", "2"] };
    expect((await say(session, headers, "hello")).status).toBe(200);
    const last = upstream.received.at(-1);
    expect(last).toMatchObject({ method: "POST", url: "/post?a=1", body: "hello" });
    expect(valuesOf(last, "cookie")).toEqual(["a=1; b=2"]);
    expect(valuesOf(last, "x-twice")).toEqual(["1", "2"]);
    expect(valuesOf(last, "connection")).not.toContain("upgrade");
  });

  test("answers HEAD without a body and refuses a method that is not served", async () => {
    const session = open(gateway.port);
    expect(await say(session, { ":path": "/", ":method": "HEAD" })).toMatchObject({ status: 200, body: "" });
    expect((await say(session, { ":path": "/", ":method": "TRACE" })).status).toBe(405);
    expect((await say(session, { ":path": "/" })).status).toBe(200);
  });

  test("strips what clients must not say, as over HTTP/1.1", async () => {
    const session = open(gateway.port, pki.nameless);
    const spoofed = { ssl_client_s_dn: "CN=x", "ssl-client-s-dn": "CN=x", "client-cert": ":AAAA:", "x-intune": "CN=x" };
    expect((await say(session, { ":path": "/mtls-intune/", ...spoofed })).status).toBe(200);
    for (const name of Object.keys(spoofed)) expect(valuesOf(upstream.received.at(-1), name)).toEqual([]);
  });

  test.each<[string, OutgoingHttpHeaders, number]>([
    ["a path that climbs", { ":path": "/a/../b" }, 400],
    ["a path with an encoded slash", { ":path": "/a%2fb" }, 400],
    ["a host that disagrees", { ":path": "/", ":authority": "localhost", host: "other" }, 400],
    ["a host that is none", { ":path": "/", ":authority": "-:x" }, 400],
    ["a scheme other than https", { ":path": "/", ":scheme": "http" }, 400],
    ["a path over the limit", { ":path": `/${"a".repeat(9_000)}` }, 431],
    ["fields over the limit", { ":path": "/", "x-long": "a".repeat(9_000) }, 431],
    ["more fields than the limit", { ":path": "/", ...Object.fromEntries(oneToHundred) }, 431],
  ])("refuses %s", async (_what, headers, status) => {
    const before = upstream.received.length;
    expect((await say(open(gateway.port), headers)).status).toBe(status);
    expect(upstream.received.length).toBe(before);
  });

  test("refuses a body over the limit, announced or not", async () => {
    const small = await startTestGateway({
      pki,
      routes: { "z.json": plainRoute(upstream.origin) },
      options: { limits: { bodyBytes: 10 } },
    });
    const announced = { ":path": "/", ":method": "POST", "content-length": "11" };
    expect((await say(open(small.port), announced, "x".repeat(11))).status).toBe(413);
    expect((await say(open(small.port), { ":path": "/", ":method": "POST" }, "x".repeat(11))).status).toBe(413);
    await small.close();
  });

  test.each(["expired", "foreign"] as const)("is refused to an invalid certificate (%s)", async (kind) => {
    const before = upstream.received.length;
    await expect(say(open(gateway.port, pki[kind]), { ":path": "/mtls-intune/" })).rejects.toThrow();
    expect(upstream.received.length).toBe(before);
  });

  test("an idle connection is told to go when the gateway stops, and a running request is answered", async () => {
    let finish = (): void => undefined;
    const slow = await startUpstream((_request, response) => {
      finish = () => response.end("late");
    });
    const stopping = await startTestGateway({ pki, routes: { "z.json": plainRoute(slow.origin) } });
    const session = open(stopping.port);
    const goaway = once(session, "goaway");
    const heard = say(session, { ":path": "/" });
    await expect.poll(() => slow.received.length).toBe(1);
    const closed = stopping.close(5_000);
    await goaway;
    finish();
    expect((await heard).body).toBe("late");
    await closed;
    await slow.close();
  });
});

/** Frames as bytes: type, flags, stream, payload (RFC 9113, section 4.1). */
function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const preface = Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(4, 0, 0)]);
/** GET, https, path "/" of HPACK's static table, `:authority: localhost`. */
const head = Buffer.concat([Buffer.from([0x82, 0x87, 0x84, 0x41, 0x09]), Buffer.from("localhost")]);
const field = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]);

/** Opens a connection that speaks h2 and sends bytes. Resolves with the frames that came until they are enough. */
function speakFrames(bytes: readonly Buffer[], isEnough: (received: readonly Frame[]) => boolean): Promise<Frame[]> {
  const socket = tlsConnect({
    port: gateway.port,
    host: "127.0.0.1",
    servername: "localhost",
    ca: pki.ca.certificate,
    ALPNProtocols: ["h2"],
  });
  let received = Buffer.alloc(0);
  return new Promise((resolve) => {
    const done = (): void => {
      socket.destroy();
      resolve(framesOf(received));
    };
    socket.on("error", done);
    socket.on("close", done);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isEnough(framesOf(received))) done();
    });
    for (const each of [preface, ...bytes]) socket.write(each);
  });
}

interface Frame {
  readonly type: number;
  readonly stream: number;
  readonly payload: Buffer;
}

function framesOf(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    if (end > bytes.length) break;
    frames.push({
      type: bytes.readUInt8(at + 3),
      stream: bytes.readUInt32BE(at + 5),
      payload: bytes.subarray(at + 9, end),
    });
  }
  return frames;
}

const isGoaway = ({ type, payload }: Frame): boolean => type === 7 && payload.readUInt32BE(4) !== 0;

describe("frames that no honest client sends end the connection", () => {
  const many = (count: number, bytes: Buffer): Buffer[] => Array.from({ length: count }, () => bytes);
  const resets = Array.from({ length: 300 }, (_value, index) => [
    frame(1, 5, 2 * index + 1, head),
    frame(3, 0, 2 * index + 1, Buffer.from([0, 0, 0, 8])),
  ]).flat();
  test.each<[string, Buffer[]]>([
    ["a flood of PING", many(500, frame(6, 0, 0, Buffer.alloc(8)))],
    ["a flood of SETTINGS", many(500, frame(4, 0, 0))],
    ["a flood of CONTINUATION", [frame(1, 1, 1, head), ...many(2_000, frame(9, 0, 1, field("a", "b")))]],
    ["a header block that never ends", [frame(1, 0, 1, head), ...many(2_000, frame(9, 0, 1, field("a", "b")))]],
    ["DATA on a stream that was never opened", [frame(0, 1, 5, Buffer.from("x"))]],
    ["a stream with an even number", [frame(1, 5, 2, head)]],
    ["SETTINGS of a wrong size", [frame(4, 0, 0, Buffer.alloc(5))]],
    ["a frame over the largest size", [frame(0, 0, 1, Buffer.alloc(20_000))]],
    ["a window that overflows", many(3, frame(8, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff])))],
    ["streams that are opened only to be reset", resets],
  ])("%s", async (_what, frames) => {
    const received = await speakFrames(frames, (all) => all.some(isGoaway));
    // Without GOAWAY the promise resolves only when the gateway has closed the connection.
    expect(received.filter(({ type }) => type === 1).length).toBeLessThanOrEqual(300);
  });
});

test.each([
  ["transfer-encoding", "chunked"],
  ["connection", "close"],
  ["upgrade", "h2c"],
  ["keep-alive", "x"],
  ["te", "gzip"],
  ["X-Upper", "case"],
  ["x-break", "a\r\nb: c"],
  [":path", "/again"],
  ["bad name", "x"],
])("the field %s ends its stream, or does not go on", async (name, value) => {
  const request = frame(1, 5, 1, Buffer.concat([head, field(name, value)]));
  const before = upstream.received.length;
  const answer = await speakFrames([request], (all) => all.some(({ type, stream }) => stream === 1 && type !== 8));
  const refused = answer.some(({ type, stream }) => stream === 1 && type === 3);
  const forwarded = upstream.received.slice(before);
  expect(forwarded.length).toBe(refused ? 0 : 1);
  for (const { rawHeaders } of forwarded) expect(rawHeaders.map((text) => text.toLowerCase())).not.toContain(name);
});

test("HTTP/2 is not offered when alpn is off", async () => {
  const secretsProvider = { type: "FileSystemSecretStore", config: { directory: "pki", suffix: ".pem" } };
  const keyManager = { type: "SecretsKeyManager", config: { signingSecretId: "gateway", secretsProvider } };
  const connector = { host: "127.0.0.1", port: 0, tls: { keyManager, alpn: { enabled: "false" } } };
  const only1 = await startTestGateway({ pki, files: { "admin.json": { connectors: [connector] } } });
  const socket = tlsConnect({
    port: only1.port,
    host: "127.0.0.1",
    servername: "localhost",
    ca: pki.ca.certificate,
    ALPNProtocols: ["h2", "http/1.1"],
  });
  socket.on("error", () => socket.destroy());
  await once(socket, "secureConnect");
  expect(socket.alpnProtocol).toBe("http/1.1");
  socket.destroy();
  await only1.close();
});
