import { createHash } from "node:crypto";
import { connect as connectHttp2 } from "node:http2";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { conventionalIdentityHeaders } from "../../../device/identity-headers.ts";
import {
  type AssertionInput,
  type ForwardedFormat,
  forwardedFormats,
  identityHeaders,
  parseClientCertificate,
  writeForwarded,
} from "../../../device/index.ts";
import { commonNames, dns, makeCertificate, type TestKeyPair } from "../../../device/testing/certificates.ts";
import { type Answer, ask } from "../../testing/client.ts";
import { deviceRoute, startTestGateway, type TestGateway, trustIn } from "../../testing/harness.ts";
import { createPki, deviceId, type TestPki } from "../../testing/pki.ts";
import { startUpstream, type TestUpstream, valuesOf } from "../../testing/upstream.ts";

const path = "/mtls-intune/";
const anotherId = "9f6b1c9e-6f0a-4c1e-9d55-0a8f6c0b1e22";

let pki: TestPki;
let upstream: TestUpstream;
/** One connector per format, for the hop `edge.example.com`. */
let gateway: TestGateway;
let hop: TestKeyPair;
let another: TestKeyPair;
let impostors: TestKeyPair[];
let files: Record<string, string>;
const signed: AssertionInput[] = [];

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream();
  const hops = await makeCertificate({ subject: commonNames("Hop CA"), ca: true });
  const edge = { subject: commonNames("edge"), names: dns("Edge.example.com") };
  hop = await makeCertificate({ ...edge, issuer: hops });
  const direct = await makeCertificate({ subject: commonNames("CA of devices that no hop forwards"), ca: true });
  impostors = await Promise.all([pki.ca, direct].map((issuer) => makeCertificate({ ...edge, issuer })));
  another = await makeCertificate({
    subject: commonNames("another"),
    names: dns(`${anotherId}.example.com`),
    issuer: pki.ca,
  });
  files = {
    "pki/ca.pem": pki.ca.certificate + direct.certificate + hops.certificate,
    "pki/devices.pem": pki.ca.certificate,
    "pki/hops.pem": hops.certificate,
  };
  const from = {
    certificates: ["edge.example.com"],
    addresses: ["127.0.0.0/8"],
    trustManager: trustIn("hops"),
  };
  gateway = await startTestGateway({
    pki,
    files,
    connectors: forwardedFormats.map((format) => ({
      trustedHops: [{ format, from, trustManager: trustIn("devices") }],
    })),
    routes: { "a.json": deviceRoute(upstream.origin) },
    options: {
      invalidCertificate: "page",
      trust: { identityHeaders: identityHeaders(["SSL_Client_S_DN"]), upstreams: [upstream.origin] },
      assertion: { sign: (input) => `assertion-${signed.push(input)}` },
    },
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.received.length = 0;
  signed.length = 0;
});

function portOf(format: ForwardedFormat): number {
  return gateway.connectors[forwardedFormats.indexOf(format)]?.port ?? 0;
}

/** The headers with which a hop forwards a certificate, as `ask` sends them. */
function forwarded(format: ForwardedFormat, { der }: TestKeyPair, chain: readonly Buffer[] = []): string[] {
  return writeForwarded(format, parseClientCertificate(der), chain).flat();
}

function through(format: ForwardedFormat, headers: readonly string[], certificate?: TestKeyPair): Promise<Answer> {
  return ask({ port: portOf(format), pki, certificate, path, headers });
}

/** The ids that the application was told of, by header and by assertion, and how often it was asked. */
function told(): { requests: number; header: string[]; asserted: (string | null)[] } {
  return {
    requests: upstream.received.length,
    header: upstream.received.flatMap((each) => valuesOf(each, "SSL_Client_S_DN")),
    asserted: signed.map(({ device }) => device?.ids[0]?.value ?? null),
  };
}

const nothing = { requests: 0, header: [], asserted: [] };
const nobody = { requests: 1, header: [], asserted: [null] };
const asDevice = (id: string) => ({ requests: 1, header: [`CN=${id}`], asserted: [id] });

describe.each(forwardedFormats)("rule 1, no identity without proof: a certificate in the format %s", (format) => {
  test("of a trusted hop is the device, in header and assertion, and the hop's is not", async () => {
    expect((await through(format, forwarded(format, pki.device, [pki.ca.der]), hop)).status).toBe(200);
    expect(told()).toEqual(asDevice(deviceId));
    const thumbprint = createHash("sha256").update(pki.device.der).digest("base64url");
    expect(signed[0]?.device?.thumbprint).toBe(thumbprint);
    expect(signed[0]?.clientIp).toBe("127.0.0.1");
  });

  test("that a trusted hop does not send is none", async () => {
    expect((await through(format, [], hop)).status).toBe(200);
    expect(told()).toEqual(nobody);
  });

  test.each([
    ["expired", "CERT_HAS_EXPIRED"],
    ["foreign", "UNABLE_TO_VERIFY"],
  ] as const)("of a trusted hop is refused when it does not count here (%s)", async (kind, reason) => {
    const answer = await through(format, forwarded(format, pki[kind]), hop);
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining(reason) });
    expect(told()).toEqual(nothing);
  });

  test("of a trusted hop is refused when it is the hop's own", async () => {
    const answer = await through(format, forwarded(format, hop), hop);
    expect(answer.status).toBe(403);
    expect(told()).toEqual(nothing);
  });

  test.each([
    ["damaged", (raw: string[]) => raw.map((text, index) => (index === 1 ? `${text.slice(0, 40)}!${text}` : text))],
    ["sent twice", (raw: string[]) => [...raw, ...raw]],
  ])("of a trusted hop is refused with 400 when it is %s", async (_what, change) => {
    const answer = await through(format, change(forwarded(format, pki.device)), hop);
    expect(answer.status).toBe(400);
    expect(told()).toEqual(nothing);
  });

  const spellings: readonly ((raw: string[]) => string[])[] = [
    (raw) => raw,
    (raw) => spelt(raw, (name) => name.toUpperCase()),
    (raw) => spelt(raw, (name) => name.replaceAll("-", "_")),
    (raw) => spelt(raw, (name) => name.replace("-", "_")),
    (raw) => [...raw, ...raw],
  ];

  test("of a client without a certificate is removed in every spelling", async () => {
    const asked = spellings.map((spelling) => through(format, spelling(forwarded(format, pki.device))));
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
    expect(told()).toEqual({ requests: asked.length, header: [], asserted: asked.map(() => null) });
    expect(leftOver()).toEqual([]);
  });

  test("of another device is removed in every spelling", async () => {
    const asked = spellings.map((spelling) => through(format, spelling(forwarded(format, pki.device)), another));
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200);
    expect(told().header).toEqual(asked.map(() => `CN=${anotherId}`));
    expect(told().asserted).toEqual(asked.map(() => anotherId));
    expect(leftOver()).toEqual(["client-cert"]);
  });

  test("is only read under its own names, even from a trusted hop", async () => {
    const others = forwardedFormats.filter((each) => each !== format).map((each) => forwarded(each, pki.device));
    const underscores = spelt(forwarded(format, pki.device), (name) => name.replaceAll("-", "_"));
    const answers = await Promise.all([...others, underscores].map((headers) => through(format, headers, hop)));
    for (const answer of answers) expect(answer.status).toBe(200);
    expect(told().header).toEqual([]);
    expect(leftOver()).toEqual([]);
  });
});

function spelt(raw: readonly string[], spelling: (name: string) => string): string[] {
  return raw.map((text, index) => (index % 2 === 0 ? spelling(text) : text));
}

/** Headers of all formats that reached the application besides the gateway's own word. */
function leftOver(): string[] {
  const names = upstream.received.flatMap(({ rawHeaders }) => rawHeaders.filter((_text, index) => index % 2 === 0));
  const canonical = [...new Set(names.map((name) => name.toLowerCase().replaceAll("_", "-")))];
  const own = ["ssl-client-s-dn", "sallyport-assertion"];
  return canonical.filter((name) => identityHeaders([]).has(name) && !own.includes(name));
}

test.each([
  ["xfcc", ["X-Forwarded-Client-Cert", `Hash=${"a".repeat(64)};Subject="CN=${deviceId}"`]],
  ["nginx", ["ssl-client-verify", "SUCCESS", "ssl-client-subject-dn", `CN=${deviceId}`]],
  ["haproxy", ["X-SSL-Client-Verify", "0", "X-SSL-Client-DN", `CN=${deviceId}`]],
  ["alb", ["X-Amzn-Mtls-Clientcert-Subject", `CN=${deviceId}`]],
  ["rfc9440", ["Client-Cert-Chain", ":AAAA:"]],
] as const)("names without a certificate prove nothing, even from a trusted hop (%s)", async (format, headers) => {
  expect((await through(format, headers, hop)).status).toBe(400);
  expect(told()).toEqual(nothing);
});

test.each([
  ["nginx", "ssl-client-verify", "FAILED:certificate has expired"],
  ["haproxy", "X-SSL-Client-Verify", "10"],
] as const)("a certificate that the hop could not verify is refused (%s)", async (format, name, verdict) => {
  const headers = forwarded(format, pki.device);
  headers[headers.indexOf(name) + 1] = verdict;
  expect(await through(format, headers, hop)).toMatchObject({
    status: 403,
    body: expect.stringContaining("UNVERIFIED"),
  });
  expect(told()).toEqual(nothing);
});

test("the name of a hop in a device's certificate is refused: nobody becomes a hop, or that device", async () => {
  for (const impostor of impostors) {
    for (const headers of [[], forwarded("rfc9440", pki.device)]) {
      const answer = await through("rfc9440", headers, impostor);
      expect(answer).toMatchObject({ status: 403, body: expect.stringContaining("HOP_UNPROVEN") });
    }
  }
  expect(told()).toEqual(nothing);
});

test("each request over a hop's connection is of the client that the hop says, in HTTP/2 too", async () => {
  const session = connectHttp2(`https://localhost:${portOf("rfc9440")}`, {
    ca: pki.ca.certificate,
    cert: hop.certificate,
    key: hop.key,
  });
  const say = (headers: readonly string[]): Promise<number> =>
    new Promise((resolve, reject) => {
      const fields = Object.fromEntries(headers.flatMap((text, i) => (i % 2 === 0 ? [[text, headers[i + 1]]] : [])));
      const stream = session.request({ ":path": path, ...fields });
      stream.on("response", (answer) => resolve(Number(answer[":status"])));
      stream.on("error", reject);
      stream.resume().end();
    });
  const said: number[] = [];
  for (const each of [pki.device, pki.expired, another]) said.push(await say(forwarded("rfc9440", each)));
  said.push(await say([]));
  session.destroy();
  expect(said).toEqual([200, 403, 200, 200]);
  expect(told().asserted).toEqual([deviceId, anotherId, null]);
});

test("no header of a client that is no hop changes who it is", async () => {
  const connector = {
    trustedHops: [
      {
        format: "rfc9440",
        from: { addresses: ["10.0.0.0/8"] },
        byAddressAlone: true,
        trustManager: trustIn("devices"),
      },
    ],
  };
  const plain = await startTestGateway({
    files,
    connectors: [connector],
    routes: { "a.json": deviceRoute(upstream.origin) },
  });
  const names = [...conventionalIdentityHeaders, "x-forwarded-for", "forwarded", "ssl_client_s_dn", "x-intune"];
  const values = forwardedFormats.flatMap((format) =>
    forwarded(format, pki.device).filter((_text, index) => index % 2),
  );
  const name = fc
    .tuple(fc.constantFrom(...names), fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }))
    .map(([text, bits]) =>
      [...text]
        .map((letter, index) => (bits[index % 8] === true ? (letter === "-" ? "_" : letter.toUpperCase()) : letter))
        .join(""),
    );
  const field = fc.tuple(name, fc.constantFrom(...values, `CN=${deviceId}`, "SUCCESS", "0"));
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 2 }), async (fields) => {
        upstream.received.length = 0;
        await ask({ port: plain.port, path, headers: fields.flat() });
        expect(told().header).toEqual([]);
        expect(leftOver()).toEqual([]);
      }),
    );
  } finally {
    await plain.close();
  }
});
