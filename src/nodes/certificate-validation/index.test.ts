import { createHash, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import type { Revocation } from "../../device/index.ts";
import { commonNames, makeCertificate, type TestKeyPair } from "../../device/testing/certificates.ts";
import type { NodeServices } from "../services.ts";
import { runNode } from "../testing/run-node.ts";
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
  readonly attributes?: JsonObject;
  /** Without: the setting is absent. */
  readonly authorities?: readonly TestKeyPair[];
  /** The certificate of the TLS connection. */
  readonly connection?: TestKeyPair;
  readonly revocation?: Revocation;
  readonly holdsCertificate?: NodeServices["certificateDirectory"]["holdsCertificate"];
}

async function validate({ certificate = leaf, attributes = {}, ...given }: Given) {
  const { authorities, connection, revocation, holdsCertificate } = given;
  const { outcome, state, action } = await runNode(certificateValidationNode, {
    attributes,
    transient: { X509Certificate: [certificate.der.toString("base64")] },
    request: { certificate: connection === undefined ? null : thumbprint(connection) },
    services: {
      clientAuthorities: authorities?.map(({ der }) => new X509Certificate(der)) ?? null,
      ...(revocation === undefined ? {} : { crls: { check: async () => revocation } }),
      ...(holdsCertificate === undefined ? {} : { certificateDirectory: { holdsCertificate } }),
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

  // FALSE stands in exports; nothing leaves by it.
  it("what is not supported yet never passes: OCSP", async () => {
    const attributes = { ocspValidationEnabled: true };
    const found = await validate({ connection: leaf, authorities: [authority], attributes });
    expect(found).toEqual([failed, expect.stringContaining("ocspValidationEnabled")]);
  });

  describe("with a match in LDAP", () => {
    const directory = {
      matchCertificateInLdap: true,
      certificateLdapServers: ["am1|ldaps://directory.example:636"],
      ldapSearchStartDN: ["dc=example,dc=com"],
      userBindDN: "cn=reader",
      userBindPassword: "secret",
    };

    it.each([
      [true, "TRUE"],
      [false, "NOT_FOUND"],
    ])("the directory decides: %s leaves by %s", async (held, outcome) => {
      const asked: unknown[] = [];
      const holdsCertificate: NodeServices["certificateDirectory"]["holdsCertificate"] = async (config, query, der) => {
        asked.push(config.primaryServers, config.ldapConnectionMode, config.adminDn, query, der);
        return held;
      };
      expect((await validate({ authorities: [authority], attributes: directory, holdsCertificate }))[0]).toBe(outcome);
      const query = { bases: ["dc=example,dc=com"], attribute: "CN", value: "leaf" };
      expect(asked).toEqual([["directory.example:636"], "LDAPS", "cn=reader", query, leaf.der]);
    });

    it("a certificate without that attribute is not found", async () => {
      const attributes = { ...directory, ldapCertificateAttribute: "UID" };
      expect((await validate({ authorities: [authority], attributes }))[0]).toBe("NOT_FOUND");
    });

    it("an untrusted certificate is not even looked for", async () => {
      expect((await validate({ certificate: selfSigned, authorities: [authority], attributes: directory }))[0]).toBe(
        failed,
      );
    });

    it("fails without a server", async () => {
      const attributes = { matchCertificateInLdap: true };
      const run = validate({ authorities: [authority], attributes });
      await expect(run).rejects.toMatchObject({ code: "nodes.directory-misconfigured" });
    });
  });

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
