import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { makeCertificate, type TestKeyPair } from "../../device/testing/certificates.ts";
import { identityFake } from "../../users/testing/fakes.ts";
import { runNode, usersFake } from "../testing/run-node.ts";
import { certificateUserExtractorNode } from "./index.ts";

let person: TestKeyPair;
let twofold: TestKeyPair;
beforeAll(async () => {
  person = await makeCertificate({
    subject: [
      { CN: [{ utf8String: "joe" }] },
      { OU: [{ utf8String: "sales" }] },
      { "0.9.2342.19200300.100.1.1": [{ utf8String: "u1" }] },
      { E: [{ ia5String: "joe@subject.example" }] },
    ],
    names: [
      { type: "email", value: "joe@san.example" },
      { type: "upn", value: "joe@corp.example" },
    ],
  });
  twofold = await makeCertificate({ subject: [{ CN: [{ utf8String: "joe" }] }, { CN: [{ utf8String: "ann" }] }] });
});

const thumbprint = ({ der }: TestKeyPair): string => createHash("sha256").update(der).digest("base64url");

function extract(
  certificate: TestKeyPair,
  attributes = {},
  vouched: "validated" | "connection" | "nobody" = "validated",
) {
  return runNode(certificateUserExtractorNode, {
    attributes,
    transient: {
      X509Certificate: [certificate.der.toString("base64")],
      ...(vouched === "validated" ? { X509CertificateValidated: thumbprint(certificate) } : {}),
    },
    request: { certificate: vouched === "connection" ? thumbprint(certificate) : null },
    services: {
      users: usersFake({
        find: (_realm, name) =>
          ["joe", "gone"].includes(name) ? identityFake({ username: name, active: name === "joe" }) : null,
      }),
    },
  });
}

describe("Certificate User Extractor", () => {
  it.each([
    [{}, "joe"],
    [{ certificateAttributeToProfileMapping: "SUBJECT_UID" }, "u1"],
    [{ certificateAttributeToProfileMapping: "EMAIL_ADDRESS" }, "joe@subject.example"],
    [{ certificateAttributeToProfileMapping: "OTHER", otherCertificateAttributeToProfileMapping: "ou" }, "sales"],
    [{ certificateAttributeToProfileMapping: "OTHER", otherCertificateAttributeToProfileMapping: "2.5.4.11" }, "sales"],
    [{ certificateAttributeProfileMappingExtension: "RFC822_NAME" }, "joe@san.example"],
    [{ certificateAttributeProfileMappingExtension: "UPN" }, "joe@corp.example"],
    [{ certificateAttributeToProfileMapping: "SUBJECT_DN" }, "emailAddress=joe@subject.example,UID=u1,OU=sales,CN=joe"],
  ])("with %j leaves by EXTRACTED with the name", async (attributes, username) => {
    const { outcome, state } = await extract(person, attributes);
    expect([outcome, state.get("username")]).toEqual(["EXTRACTED", username]);
  });

  it.each([
    [{ certificateAttributeToProfileMapping: "NONE" }],
    [{ certificateAttributeToProfileMapping: "OTHER" }],
    [{ certificateAttributeToProfileMapping: "OTHER", otherCertificateAttributeToProfileMapping: "constructor" }],
  ])("with %j leaves by NOT_EXTRACTED", async (attributes) => {
    const { outcome, state } = await extract(person, attributes);
    expect([outcome, state.get("username")]).toEqual(["NOT_EXTRACTED", undefined]);
  });

  it("falls back to the subject when the alternative name is missing", async () => {
    const plain = await makeCertificate({ subject: [{ CN: [{ utf8String: "joe" }] }] });
    const { state } = await extract(plain, { certificateAttributeProfileMappingExtension: "UPN" });
    expect(state.get("username")).toBe("joe");
  });

  it("names nobody when the certificate has two names", async () => {
    expect((await extract(twofold)).outcome).toBe("NOT_EXTRACTED");
  });

  it("identifies an active user, and no other", async () => {
    expect((await extract(person)).action).toMatchObject({ identifiedUser: { username: "joe" } });
    const gone = await makeCertificate({ subject: [{ CN: [{ utf8String: "gone" }] }] });
    expect((await extract(gone)).action).not.toHaveProperty("identifiedUser");
  });

  it.each([
    ["validated", "EXTRACTED"],
    ["connection", "EXTRACTED"],
    ["nobody", "NOT_EXTRACTED"],
  ] as const)("when %s vouches for the certificate: %s", async (vouched, outcome) => {
    const found = await extract(person, {}, vouched);
    expect([found.outcome, found.state.get("username")]).toEqual([
      outcome,
      outcome === "EXTRACTED" ? "joe" : undefined,
    ]);
  });

  it.each([
    [{}, "nodes.certificate-missing"],
    [{ X509Certificate: [] }, "nodes.certificate-missing"],
    [{ X509Certificate: "x" }, "nodes.certificate-unreadable"],
    [{ X509Certificate: ["AAAA"] }, "nodes.certificate-unreadable"],
  ])("fails with state %j", async (transient, code) => {
    await expect(runNode(certificateUserExtractorNode, { transient })).rejects.toMatchObject({ code });
  });
});
