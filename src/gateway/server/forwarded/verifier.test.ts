import "reflect-metadata";
import { ExtendedKeyUsageExtension, X509Certificate, X509CrlGenerator } from "@peculiar/x509";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import { silentLogger } from "../../../core/log.ts";
import type { PeerState } from "../../../device/index.ts";
import { commonNames, makeCertificate, type TestKeyPair } from "../../../device/testing/certificates.ts";
import { createForwardedVerifier } from "./verifier.ts";

const dispatcher = new Agent();
let authority: TestKeyPair;
let middle: TestKeyPair;
let device: TestKeyPair;

beforeAll(async () => {
  authority = await makeCertificate({ subject: commonNames("CA"), ca: true });
  middle = await makeCertificate({
    subject: commonNames("Middle"),
    ca: true,
    issuer: authority,
    notAfter: new Date("2027-01-01T00:00:00Z"),
  });
  device = await makeCertificate({ subject: commonNames("device"), issuer: middle, serialNumber: "0d" });
});
afterAll(() => dispatcher.close());

function verifier(lists: readonly Buffer[] | null = null) {
  const clock = frozenClock("2026-11-23T00:00:00Z");
  const revocation = lists === null ? null : { lists, ocsp: null, distributionPoints: false };
  const authorities = [authority.certificate];
  const verify = createForwardedVerifier({ authorities, revocation }, { dispatcher, clock, log: silentLogger });
  let reads = 0;
  const ask = async (leaf: Buffer, chain: readonly Buffer[] = [], key = "key"): Promise<PeerState> =>
    verify(key, () => {
      reads += 1;
      return { leaf, chain };
    });
  return { clock, ask, reads: () => reads };
}

async function list(signer: TestKeyPair, ...serials: string[]): Promise<Buffer> {
  const made = await X509CrlGenerator.create({
    issuer: new X509Certificate(signer.certificate).subjectName,
    thisUpdate: new Date("2026-11-22T00:00:00Z"),
    nextUpdate: new Date("2026-12-22T00:00:00Z"),
    entries: serials.map((serialNumber) => ({ serialNumber, revocationDate: new Date("2026-11-01T00:00:00Z") })),
    signingKey: signer.keys.privateKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
  });
  return Buffer.from(made.rawData);
}

describe("a forwarded certificate", () => {
  test("is verified once for the same words, and has the chain that was verified, in order", async () => {
    const { ask, reads } = verifier();
    const peer = await ask(device.der, [authority.der, middle.der]);
    expect(peer).toMatchObject({ state: "verified", chain: [middle.der] });
    expect(await ask(device.der, [middle.der])).toBe(peer);
    expect(reads()).toBe(1);
  });

  test("without its chain is refused, also after it was verified with it", async () => {
    const { ask } = verifier();
    await ask(device.der, [middle.der]);
    expect(await ask(device.der, [], "other words")).toEqual({ state: "invalid", reason: "UNABLE_TO_VERIFY" });
  });

  test("counts no longer than every certificate of its path", async () => {
    const { ask, clock } = verifier();
    expect((await ask(device.der, [middle.der])).state).toBe("verified");
    clock.advance(60 * 86_400_000);
    expect(await ask(device.der, [middle.der])).toEqual({ state: "invalid", reason: "UNABLE_TO_VERIFY" });
    clock.advance(20 * 365 * 86_400_000);
    expect(await ask(device.der, [middle.der])).toEqual({ state: "invalid", reason: "CERT_HAS_EXPIRED" });
  });

  test("must be fit for a TLS client", async () => {
    const serverAuth = new ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.1"]);
    const server = await makeCertificate({
      subject: commonNames("server"),
      issuer: authority,
      extensions: [serverAuth],
    });
    expect(await verifier().ask(server.der)).toEqual({ state: "invalid", reason: "UNABLE_TO_VERIFY" });
  });

  test("that is not valid yet is refused", async () => {
    const notBefore = new Date("2030-01-01T00:00:00Z");
    const early = await makeCertificate({ subject: commonNames("early"), issuer: authority, notBefore });
    expect(await verifier().ask(early.der)).toEqual({ state: "invalid", reason: "CERT_NOT_YET_VALID" });
  });

  test.each([
    ["good", async () => [await list(middle), await list(authority)], "verified"],
    ["revoked", async () => [await list(middle, "0d"), await list(authority)], "CERT_REVOKED"],
    ["unknown", async () => [await list(authority)], "REVOCATION_UNKNOWN"],
    ["unknown, for want of any list", async () => [], "REVOCATION_UNKNOWN"],
  ])("is asked about as one of the gateway's own connections is: %s", async (_what, lists, expected) => {
    const { ask } = verifier(await lists());
    for (const _ of [1, 2]) {
      const peer = await ask(device.der, [middle.der]);
      expect(peer.state === "invalid" ? peer.reason : peer.state).toBe(expected);
    }
  });
});
