import { describe, expect, it } from "vitest";
import { readWebAuthnRequest } from "./webauthn-request.ts";

const common = { _type: "WebAuthn", challenge: "AQID", timeout: "60000" };
const login = { ...common, _action: "webauthn_authentication" };
const registration = {
  ...{ ...common, _action: "webauthn_registration", attestationPreference: "none" },
  ...{
    userName: "demo",
    userId: "ZGVtbw",
    displayName: "Demo",
    relyingPartyName: "Sallyport",
    _relyingPartyId: "example.com",
  },
  _authenticatorSelection: {
    userVerification: "required",
    requireResidentKey: true,
    authenticatorAttachment: "platform",
  },
  _pubKeyCredParams: [{ type: "public-key", alg: -7 }],
  _excludeCredentials: [{ type: "public-key", id: [-128, 127] }],
};

describe("WebAuthn data", () => {
  it("of a registration becomes creation options; a handle's characters are its bytes", () => {
    expect(readWebAuthnRequest(registration)).toEqual({
      kind: "create",
      asJson: false,
      options: {
        challenge: Uint8Array.of(1, 2, 3),
        rp: { name: "Sallyport", id: "example.com" },
        user: { id: new TextEncoder().encode("ZGVtbw"), name: "demo", displayName: "Demo" },
        pubKeyCredParams: [{ type: "public-key", alg: -7 }],
        timeout: 60_000,
        excludeCredentials: [{ type: "public-key", id: Uint8Array.of(128, 127) }],
        authenticatorSelection: {
          userVerification: "required",
          authenticatorAttachment: "platform",
          requireResidentKey: true,
          residentKey: "required",
        },
        attestation: "none",
      },
    });
  });

  it.each([
    ["no WebAuthn data", { ...login, _type: "Other" }],
    ["an unknown action", { ...login, _action: "webauthn_other" }],
    ["no challenge", { ...login, challenge: "" }],
    ["a challenge that is no base64", { ...login, challenge: "A=ID" }],
    ["a registration without algorithms", { ...registration, _pubKeyCredParams: [] }],
    ["a registration without a user handle", { ...registration, userId: "" }],
  ])("is refused: %s", (_title, data) => {
    expect(readWebAuthnRequest(data)).toBeUndefined();
  });

  it.each([
    [{ userVerification: "whatever" }, {}],
    [{ timeout: "86400000" }, { timeout: 600_000 }],
    [{ _allowCredentials: [{ id: "x" }, { id: [300] }, { id: [1.5] }, { id: [] }, null] }, {}],
    [
      { extensions: { appid: "https://a.example", largeBlob: { write: 1 } } },
      { extensions: { appid: "https://a.example" } },
    ],
    [{ mediation: "silent", publicKey: {} }, {}],
  ])("%j is taken as %j", (data, taken) => {
    const { options } = readWebAuthnRequest({ ...login, ...data }) ?? {};
    expect(options).toEqual({ challenge: Uint8Array.of(1, 2, 3), timeout: 60_000, ...taken });
  });
});
