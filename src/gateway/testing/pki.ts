import { commonNames, dns, makeCertificate, type TestKeyPair } from "../../device/testing/certificates.ts";

/** A certificate authority, a gateway, and the devices of the tests. */
export interface TestPki {
  readonly ca: TestKeyPair;
  readonly gateway: TestKeyPair;
  /** A DNS name, as in the documented example: device id `device123`. */
  readonly device: TestKeyPair;
  /** Trusted, without any device id. */
  readonly nameless: TestKeyPair;
  /** Two devices in one certificate. */
  readonly twofold: TestKeyPair;
  readonly expired: TestKeyPair;
  /** From an authority that the gateway does not trust. */
  readonly foreign: TestKeyPair;
}

export const deviceId = "0f6b1c9e-6f0a-4c1e-9d55-0a8f6c0b1e21";
const anotherId = "9f6b1c9e-6f0a-4c1e-9d55-0a8f6c0b1e22";

export async function createPki(): Promise<TestPki> {
  const ca = await makeCertificate({ subject: commonNames("Test CA"), ca: true });
  const otherCa = await makeCertificate({ subject: commonNames("Other CA"), ca: true });
  const device = (id: string, issuer: TestKeyPair, notAfter?: Date) =>
    makeCertificate({
      subject: commonNames("a device"),
      names: dns(`${id}.example.com`),
      issuer,
      ...(notAfter === undefined ? {} : { notAfter }),
    });
  return {
    ca,
    gateway: await makeCertificate({ subject: commonNames("localhost"), names: dns("localhost"), issuer: ca }),
    device: await device(deviceId, ca),
    nameless: await makeCertificate({ subject: [{ O: ["No device"] }], issuer: ca }),
    twofold: await makeCertificate({
      subject: commonNames("a device"),
      names: dns(`${deviceId}.example.com`, `${anotherId}.example.com`),
      issuer: ca,
    }),
    expired: await device(deviceId, ca, new Date("2021-01-01T00:00:00Z")),
    foreign: await device(deviceId, otherCa),
  };
}
