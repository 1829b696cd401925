import "reflect-metadata";
import { X509Certificate } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { beforeAll, describe, expect, it } from "vitest";
import { verifyPath } from "./certificate-path.ts";
import { commonNames, makeCertificate, rawExtension, type TestCertificate } from "./testing/certificates.ts";

type Made = Awaited<ReturnType<typeof makeCertificate>>;

const now = Date.parse("2026-01-01T00:00:00Z");
const past = new Date("2021-01-01T00:00:00Z");
const future = new Date("2030-01-01T00:00:00Z");
const make = (name: string, more: TestCertificate = {}) => makeCertificate({ subject: commonNames(name), ...more });
const x = ({ der }: Made): X509Certificate => new X509Certificate(der);

/** A self-signed authority below which `pathLength` others may stand. */
async function makeAuthority(name: string, pathLength: number): Promise<Made> {
  const { keys, key } = await make(name);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: new Name(commonNames(name)),
    notBefore: past,
    notAfter: future,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    keys,
    extensions: [new BasicConstraintsExtension(true, pathLength, true)],
  });
  return { certificate: certificate.toString("pem"), der: Buffer.from(certificate.rawData), key, keys };
}

let root: Made;
let issuing: Made;
let foreign: Made;
beforeAll(async () => {
  root = await make("Root", { ca: true });
  issuing = await make("Issuing", { ca: true, issuer: root });
  foreign = await make("Foreign", { ca: true });
});

/** Why there is no path for a leaf, or the length of the path. */
function verified(leaf: Made, others: readonly Made[] = [], authorities: readonly Made[] = [root]) {
  const { path, why } = verifyPath(x(leaf), others.map(x), authorities.map(x), now);
  return path === null ? why : path.length;
}

const noPath = "no path to a trusted authority";

describe("a certificate is valid", () => {
  it("straight from a trusted authority, or through others that came along, in any order", async () => {
    expect(verified(await make("leaf", { issuer: root }))).toBe(2);
    const leaf = await make("leaf", { issuer: issuing });
    expect(verified(leaf, [issuing])).toBe(3);
    expect(verified(leaf, [foreign, root, issuing])).toBe(3);
    expect(verified(leaf, [], [issuing])).toBe(2);
  });

  it("when it may authenticate clients", async () => {
    const usage = new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true);
    const purpose = new ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.2"], true);
    expect(verified(await make("leaf", { issuer: root, extensions: [usage, purpose] }))).toBe(2);
  });
});

describe("a certificate is not valid", () => {
  it("when nobody trusted issued it, itself included", async () => {
    expect(verified(await make("leaf", { issuer: foreign }), [foreign])).toBe(noPath);
    expect(verified(await make("leaf"))).toBe(noPath);
    expect(verified(await make("leaf", { issuer: issuing }))).toBe(noPath);
    expect(verified(await make("leaf", { issuer: root }), [], [])).toBe(noPath);
  });

  it("when an authority of the same name issued it", async () => {
    const twin = await make("Root", { ca: true });
    expect(verified(await make("leaf", { issuer: twin }), [twin])).toBe(noPath);
  });

  it("when its issuer is no authority, or may not sign certificates, or is out of date", async () => {
    const plain = await make("Plain", { issuer: root });
    const mute = await make("Mute", {
      ca: true,
      issuer: root,
      extensions: [new KeyUsagesExtension(KeyUsageFlags.cRLSign, true)],
    });
    const old = await make("Old", { ca: true, issuer: root, notAfter: past });
    for (const issuer of [plain, mute, old]) {
      expect(verified(await make("leaf", { issuer }), [issuer])).toBe(noPath);
    }
  });

  it("when its issuer may only issue certificates of its own level", async () => {
    const narrow = await makeAuthority("Narrow", 0);
    const below = await make("Below", { ca: true, issuer: narrow });
    expect(verified(await make("leaf", { issuer: narrow }), [], [narrow])).toBe(2);
    expect(verified(await make("leaf", { issuer: below }), [below], [narrow])).toBe(noPath);
  });

  it.each<[string, TestCertificate, string]>([
    ["expired", { notAfter: past }, "has expired"],
    ["not valid yet", { notBefore: future }, "is not valid yet"],
    [
      "only for servers",
      { extensions: [new ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.1"])] },
      "may not authenticate",
    ],
    ["not for signing", { extensions: [new KeyUsagesExtension(KeyUsageFlags.keyEncipherment, true)] }, "may not sign"],
    ["with name constraints", { extensions: [rawExtension("2.5.29.30", "3000")] }, "2.5.29.30"],
  ])("when it is %s", async (_what, more, why) => {
    expect(verified(await make("leaf", { issuer: root, ...more }))).toContain(why);
  });

  it("when it has a critical extension that nobody knows", async () => {
    const unknown = new Extension("1.2.3.4.5", true, Buffer.from("0500", "hex"));
    expect(verified(await make("leaf", { issuer: root, extensions: [unknown] }))).toContain("1.2.3.4.5");
  });

  it("when the path is too long, and the search ends soon", async () => {
    const chain: Made[] = [];
    let issuer = root;
    for (let depth = 0; depth < 8; depth += 1) {
      issuer = await make(`Level ${depth}`, { ca: true, issuer });
      chain.push(issuer);
    }
    expect(verified(await make("leaf", { issuer }), chain)).toBe(noPath);
  });
});
