import "reflect-metadata";
import { createHash } from "node:crypto";
import { BasicConstraintsExtension, X509Certificate, X509CertificateGenerator } from "@peculiar/x509";
import { beforeAll, describe, expect, test } from "vitest";
import { parseClientCertificate } from "../../../device/index.ts";
import { commonNames, dns, makeCertificate, type TestKeyPair } from "../../../device/testing/certificates.ts";
import { testClock } from "../../testing/harness.ts";
import { createHopTest, type HopVerdict } from "./trusted-hop.ts";

const name = "edge.example.com";
let root: TestKeyPair;
let rootOfOthers: TestKeyPair;
let hops: TestKeyPair;
let devices: TestKeyPair;
let hop: TestKeyPair;
let device: TestKeyPair;

beforeAll(async () => {
  root = await authority("Root");
  rootOfOthers = await authority("Another root");
  hops = await authority("Hops", root);
  devices = await authority("Devices", root);
  hop = await named(hops);
  device = await named(devices);
});

function authority(subject: string, issuer?: TestKeyPair): Promise<TestKeyPair> {
  return makeCertificate({ subject: commonNames(subject), ca: true, ...(issuer === undefined ? {} : { issuer }) });
}

function named(issuer: TestKeyPair): Promise<TestKeyPair> {
  return makeCertificate({ subject: commonNames("edge"), names: dns(name.toUpperCase()), issuer });
}

/** Another certificate of the same authority, and its key. */
async function crossSigned(authority: TestKeyPair, issuer: TestKeyPair): Promise<TestKeyPair> {
  const cross = await X509CertificateGenerator.create({
    serialNumber: "4a12",
    subject: new X509Certificate(authority.certificate).subjectName,
    issuer: new X509Certificate(issuer.certificate).subjectName,
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2040-01-01T00:00:00Z"),
    publicKey: authority.keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return { ...authority, certificate: cross.toString("pem"), der: Buffer.from(cross.rawData) };
}

interface Trusts {
  readonly own: readonly TestKeyPair[];
  readonly devices: readonly TestKeyPair[];
  readonly connector: readonly TestKeyPair[];
}

function hopTest(trusts: Trusts, thumbprints: readonly string[] = []) {
  const pems = (all: readonly TestKeyPair[]) => all.map(({ certificate }) => certificate);
  const certificates = { names: new Set([name]), thumbprints: new Set(thumbprints), authorities: null };
  const around = { own: pems(trusts.own), devices: pems(trusts.devices), connector: pems(trusts.connector) };
  const judge = createHopTest({ certificates, isAddress: () => true }, around, testClock);
  return ({ der }: TestKeyPair, chain: readonly TestKeyPair[] = []): HopVerdict =>
    judge("127.0.0.1", {
      state: "verified",
      certificate: parseClientCertificate(der),
      chain: chain.map((each) => each.der),
    });
}

describe("rule 1, no identity without proof: the name of a hop", () => {
  test("counts in a certificate of the hops' own authority", () => {
    const judge = hopTest({ own: [hops], devices: [devices], connector: [root, devices, hops] });
    expect(judge(hop)).toBe("hop");
    expect(judge(device)).toBe("impostor");
  });

  test("counts behind an authority that the connector knows, or that came along once", async () => {
    const middle = await authority("Middle", hops);
    const leaf = await named(middle);
    expect(hopTest({ own: [hops], devices: [devices], connector: [hops, middle] })(leaf)).toBe("hop");
    const judge = hopTest({ own: [hops], devices: [devices], connector: [hops] });
    expect(judge(leaf)).toBe("impostor");
    expect(judge(leaf, [middle])).toBe("hop");
    expect(judge(leaf)).toBe("hop");
  });

  test("does not count in a certificate of another authority of the connector, though no hop forwards its devices", async () => {
    const direct = await authority("Direct devices");
    const judge = hopTest({ own: [hops], devices: [rootOfOthers], connector: [hops, direct] });
    expect(judge(await named(direct))).toBe("impostor");
    expect(judge(hop)).toBe("hop");
  });

  test("does not count in a certificate of an authority below the devices' that the connector trusts too", () => {
    const judge = hopTest({ own: [hops], devices: [root], connector: [root, devices, hops] });
    expect(judge(device)).toBe("impostor");
  });

  test("does not count where the certificate would count as a device's, by what is known or what came along", () => {
    expect(hopTest({ own: [hops], devices: [root], connector: [root, hops] })(hop)).toBe("impostor");
    expect(hopTest({ own: [root], devices: [devices], connector: [root, devices] })(device)).toBe("impostor");
    expect(hopTest({ own: [hops], devices: [hops], connector: [hops] })(hop)).toBe("impostor");
  });

  test("does not count where a certificate that came along makes it a device's", async () => {
    const leaf = await named(hops);
    const cross = await crossSigned(hops, rootOfOthers);
    const judge = hopTest({ own: [hops], devices: [rootOfOthers], connector: [hops] });
    expect(judge(leaf, [cross])).toBe("impostor");
    expect(judge(leaf)).toBe("hop");
  });

  test("does not count in any certificate when the hops have no authority", () => {
    expect(hopTest({ own: [], devices: [devices], connector: [root, hops, devices] })(hop)).toBe("impostor");
  });
});

test("a pinned certificate is the hop's, whoever issued it", () => {
  const pin = createHash("sha256").update(device.der).digest("base64url");
  expect(hopTest({ own: [], devices: [devices], connector: [devices] }, [pin])(device)).toBe("hop");
});
