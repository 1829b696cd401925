import { createHash, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { commonNames, makeCertificate, type TestKeyPair } from "../../device/testing/certificates.ts";
import { runNode } from "../testing/run-node.ts";
import type { Revocation } from "./crls.ts";
import { certificateValidationNode } from "./index.ts";

let authority: TestKeyPair;
let leaf: TestKeyPair;
let expired: TestKeyPair;
let early: TestKeyPair;
let selfSigned: TestKeyPair;
beforeAll(async () => {
  authority = await makeCertificate({ subject: commonNames("CA"), ca: true });
  const make = (more: { notBefore?: Date; notAfter?: Date }) =>
    makeCertificate({ subject: commonNames("leaf"), issuer: authority, ...more });
  leaf = await make({});
  expired = await make({ notAfter: new Date("2025-12-31T00:00:00Z") });
  early = await make({ notBefore: new Date("2026-01-02T00:00:00Z") });
  selfSigned = await makeCertificate({ subject: commonNames("CA") });
});

const thumbprint = ({ der }: TestKeyPair): string => createHash("sha256").update(der).digest("base64url");

interface Given {
  readonly certificate?: TestKeyPair;
  readonly attributes?: Record<string, boolean>;
  /** Without: the setting is absent. */
  readonly authorities?: readonly TestKeyPair[];
  /** The certificate of the TLS connection. */
  readonly connection?: TestKeyPair;
  readonly revocation?: Revocation;
}

async function validate({ certificate = leaf, attributes = {}, authorities, connection, revocation }: Given) {
  const { outcome, state, action } = await runNode(certificateValidationNode, {
    attributes,
    transient: { X509Certificate: [certificate.der.toString("base64")] },
    request: { certificate: connection === undefined ? null : thumbprint(connection) },
    services: {
      clientAuthorities: authorities?.map(({ der }) => new X509Certificate(der)) ?? null,
      ...(revocation === undefined ? {} : { crls: { check: async () => revocation } }),
    },
  });
  const validated = state.get("X509CertificateValidated");
  expect(validated).toBe(outcome === "TRUE" ? thumbprint(certificate) : undefined);
  return [outcome, "reason" in action ? action.reason : undefined];
}

const failed = "PATH_VALIDATION_FAILED";
const list = { matchCertificateToCRL: true };

describe("Certificate Validation", () => {
  it.each<[string, () => Given, string]>([
    ["with nothing switched on: a chain to a trusted authority", () => ({ authorities: [authority] }), "TRUE"],
    ["nothing on: not a self-signed one", () => ({ certificate: selfSigned, authorities: [authority] }), failed],
    ["nothing on: not an expired one", () => ({ certificate: expired, authorities: [authority] }), failed],
    ["without authorities: the one of the connection", () => ({ connection: leaf }), "TRUE"],
    ["without authorities: no other beside it", () => ({ connection: selfSigned }), failed],
    ["without authorities: none of a header", () => ({}), failed],
    ["authorities count for the connection too", () => ({ connection: leaf, authorities: [selfSigned] }), failed],
    [
      "an expired one leaves by EXPIRED when that is checked",
      () => ({ certificate: expired, authorities: [authority], attributes: { checkCertificateExpiry: true } }),
      "EXPIRED",
    ],
    [
      "one that is not valid yet too",
      () => ({ certificate: early, authorities: [authority], attributes: { checkCertificateExpiry: true } }),
      "EXPIRED",
    ],
    [
      "one on no list is valid",
      () => ({ authorities: [authority], attributes: list, revocation: { status: "good" } }),
      "TRUE",
    ],
    [
      "one on a list is revoked",
      () => ({ authorities: [authority], attributes: list, revocation: { status: "revoked" } }),
      "REVOKED",
    ],
    [
      "a list that cannot be had is no proof",
      () => ({ authorities: [authority], attributes: list, revocation: { status: "unknown", why: "down" } }),
      failed,
    ],
    ["lists need authorities", () => ({ connection: leaf, attributes: list }), failed],
  ])("%s", async (_title, given, outcome) => {
    expect((await validate(given()))[0]).toBe(outcome);
  });

  // FALSE and NOT_FOUND stand in exports; nothing leaves by them.
  it.each(["matchCertificateInLdap", "ocspValidationEnabled"])(
    "what is not supported yet never passes: %s",
    async (setting) => {
      const found = await validate({ connection: leaf, authorities: [authority], attributes: { [setting]: true } });
      expect(found).toEqual([failed, expect.stringContaining(setting)]);
    },
  );

  it("lists in a directory are not supported either", async () => {
    const attributes = { ...list, updateCRLsFromDistributionPoint: false };
    const found = await validate({ authorities: [authority], attributes });
    expect(found).toEqual([failed, expect.stringContaining("updateCRLsFromDistributionPoint")]);
  });

  it("fails without a collected certificate", async () => {
    await expect(runNode(certificateValidationNode)).rejects.toMatchObject({ code: "nodes.certificate-missing" });
  });

  it("takes the attributes of an export, null among them", () => {
    const exported = { userBindPassword: null, certificateIdentityStore: "", mtlsSecretLabel: null, userBindDN: null };
    expect(Object.keys(certificateValidationNode.bind(exported).outcomes)).toEqual([
      "TRUE",
      "FALSE",
      "NOT_FOUND",
      "EXPIRED",
      "PATH_VALIDATION_FAILED",
      "REVOKED",
    ]);
  });
});
