import "reflect-metadata";
import { X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CRLDistributionPointsExtension, Extension, X509Certificate as X509, X509CrlGenerator } from "@peculiar/x509";
import { Agent } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { commonNames, makeCertificate, type TestKeyPair } from "../testing/certificates.ts";
import { type CrlOptions, createCrls } from "./crls.ts";

let authority: TestKeyPair;
let twin: TestKeyPair;
let leaf: TestKeyPair;
let server: Server;
let answer: { status: number; body: Buffer };
const seen: string[] = [];
const dispatcher = new Agent();

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.url ?? "");
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  // The server is listening, so it has an address.
  const { port } = server.address() as AddressInfo;
  authority = await makeCertificate({ subject: commonNames("CA"), ca: true });
  twin = await makeCertificate({ subject: commonNames("CA"), ca: true });
  const points = new CRLDistributionPointsExtension([`http://127.0.0.1:${port}/ca.crl`]);
  leaf = await makeCertificate({ subject: commonNames("leaf"), issuer: authority, extensions: [points] });
});
afterAll(async () => {
  await dispatcher.close();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
});

interface ListOptions {
  readonly serials?: readonly string[];
  readonly signer?: TestKeyPair;
  readonly thisUpdate?: string;
  readonly nextUpdate?: string;
  readonly extensions?: Extension[];
}

async function list({ serials = [], signer = authority, ...more }: ListOptions): Promise<Buffer> {
  const made = await X509CrlGenerator.create({
    issuer: new X509(authority.certificate).subjectName,
    thisUpdate: new Date(more.thisUpdate ?? "2025-12-31T00:00:00Z"),
    nextUpdate: new Date(more.nextUpdate ?? "2026-01-02T00:00:00Z"),
    entries: serials.map((serialNumber) => ({ serialNumber, revocationDate: new Date("2025-12-01T00:00:00Z") })),
    extensions: more.extensions ?? [],
    signingKey: signer.keys.privateKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
  });
  return Buffer.from(made.rawData);
}

const clock = frozenClock("2026-01-01T00:00:00Z");
const x = ({ der }: TestKeyPair): X509Certificate => new X509Certificate(der);
const options: CrlOptions = { parameters: "", cache: false };

async function check(body: Buffer, status = 200) {
  answer = { status, body };
  return createCrls({ dispatcher, clock }).check(x(leaf), x(authority), options);
}

describe("a revocation list", () => {
  it("says that a certificate is good, or revoked", async () => {
    expect(await check(await list({ serials: ["1234"] }))).toEqual({ status: "good" });
    expect(await check(await list({ serials: ["1234", "4a11"] }))).toEqual({ status: "revoked" });
  });

  it.each<[string, () => Promise<Buffer>, string]>([
    ["signed by somebody else", () => list({ signer: twin }), "a wrong signature"],
    ["out of date", () => list({ nextUpdate: "2025-12-31T12:00:00Z" }), "out of date"],
    ["of the future", () => list({ thisUpdate: "2026-01-01T12:00:00Z" }), "not valid yet"],
    [
      "for some certificates only",
      () => list({ extensions: [new Extension("2.5.29.28", true, Buffer.from("3003810100", "hex"))] }),
      "2.5.29.28",
    ],
    ["no list at all", async () => Buffer.from("<html>"), ""],
    ["endless", async () => Buffer.alloc(1024 * 1024 + 1), "more than 1048576 bytes"],
  ])("is no proof when it is %s", async (_what, body, why) => {
    expect(await check(await body())).toEqual({ status: "unknown", why: expect.stringContaining(why) });
  });

  it("is no proof with any other status than 200", async () => {
    expect(await check(await list({}), 302)).toMatchObject({ status: "unknown" });
  });

  it("is nowhere for a certificate without distribution points", async () => {
    const found = await createCrls({ dispatcher, clock }).check(x(authority), x(authority), options);
    expect([found.status, seen]).toEqual(["unknown", []]);
  });

  it("is kept until its next update, when the node wants that, and asked for with the node's parameters", async () => {
    answer = { status: 200, body: await list({}) };
    const time = frozenClock("2026-01-01T00:00:00Z");
    const crls = createCrls({ dispatcher, clock: time });
    const cached = { parameters: "a=1, b=2", cache: true };
    await crls.check(x(leaf), x(authority), cached);
    await crls.check(x(leaf), x(authority), cached);
    expect(seen).toEqual(["/ca.crl?a=1&b=2"]);
    time.advance(24 * 60 * 60_000);
    expect(await crls.check(x(leaf), x(authority), cached)).toMatchObject({ status: "unknown" });
    await crls.check(x(leaf), x(authority), options);
    expect(seen).toHaveLength(3);
  });
});
