import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { readSpecialStep } from "./special-step.ts";
import { type GivenCallback, stepOf } from "./testing/steps.ts";

const authentication = {
  ...{ _type: "WebAuthn", _action: "webauthn_authentication", challenge: "AQID", timeout: "60000" },
  ...{ userVerification: "preferred", _relyingPartyId: "example.com", supportsJsonResponse: true },
  _allowCredentials: [{ type: "public-key", id: [1, -1] }],
};
const uri = "otpauth://totp/ForgeRock:user?secret=JBSWY3DP&issuer=ForgeRock&period=30&digits=6&b=032b75";
const hidden: GivenCallback = [
  "HiddenValueCallback",
  { value: "false", id: "webAuthnOutcome" },
  { IDToken2: "webAuthnOutcome" },
];

function script(message: string): GivenCallback {
  return ["TextOutputCallback", { message, messageType: "4" }];
}

describe("a WebAuthn challenge", () => {
  it.each<[string, readonly GivenCallback[]]>([
    ["as metadata", [["MetadataCallback", { data: authentication }], hidden]],
    [
      "in a script",
      [script(`// Asks.\nvar scriptContext = ${JSON.stringify(authentication)}\n`), script("spin()"), hidden],
    ],
    [
      "in a script whose line ends with a semicolon",
      [script(`var scriptContext = ${JSON.stringify(authentication)};`), hidden],
    ],
  ])("is the same %s", (_title, callbacks) => {
    expect(readSpecialStep(stepOf(...callbacks)).webAuthn).toEqual({
      kind: "get",
      asJson: true,
      options: {
        challenge: Uint8Array.of(1, 2, 3),
        timeout: 60_000,
        userVerification: "preferred",
        rpId: "example.com",
        allowCredentials: [{ type: "public-key", id: Uint8Array.of(1, 255) }],
      },
    });
  });

  it("asks for nothing without a hidden value that takes the answer", () => {
    expect(readSpecialStep(stepOf(["MetadataCallback", { data: authentication }])).webAuthn).toBeUndefined();
  });
});

describe("a code to scan", () => {
  const escaped = uri.replaceAll(/[^A-Za-z0-9]/g, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`);
  it.each([
    ["in a hidden value", stepOf(["HiddenValueCallback", { value: uri, id: "mfaDeviceRegistration" }])],
    [
      "only in the script that draws it",
      stepOf(script(`window.QRCodeReader.createCode({ text: "${escaped}", code: "L" });`)),
    ],
  ])("is found %s", (_title, step) => {
    expect(readSpecialStep(step).qrCode).toBe(uri);
  });

  it.each([
    "javascript:alert(1)",
    "https://evil.example/otpauth://x",
    "otpauth://x y",
    `otpauth://${"x".repeat(1500)}`,
    "otpauth://",
  ])("is never %j", (value) => {
    const text = `QRCodeReader.createCode({ text: ${JSON.stringify(value)} })`;
    expect(readSpecialStep(stepOf(["HiddenValueCallback", { value, id: "x" }], script(text))).qrCode).toBeUndefined();
  });
});

describe("recovery codes", () => {
  const text = (codes: readonly string[], name = "My &#60;key&#62;") =>
    `x.innerHTML =\n  "<h3>Your Recovery Codes</h3>\\n" +\n${codes.map((code) => `  "<div>\\n" +\n  "${code}\\n" +\n  "</div>\\n"`).join(" +\n")} +\n  "<p>called: <em>${name}</em></p>\\n";`;

  it("are those that stand alone in a literal, with the device's name as text", () => {
    expect(readSpecialStep(stepOf(script(text(["iZmEtxvQ00", "Eqw3GFVamY"])))).recoveryCodes).toEqual({
      codes: ["iZmEtxvQ00", "Eqw3GFVamY"],
      deviceName: "My <key>",
    });
  });

  it.each([["<img src=x onerror=alert(1)>"], ['a" + alert(1) + "b'], ["javascript:x"], ["x".repeat(65)]])(
    "are never %j",
    (code) => {
      expect(readSpecialStep(stepOf(script(text([code])))).recoveryCodes).toBeUndefined();
    },
  );
});

describe("a hostile script", () => {
  it("is data at most: nothing of it runs, whatever it holds", () => {
    const alert = vi.fn();
    vi.stubGlobal("alert", alert);
    const wrap = fc.constantFrom(
      (text: string) => text,
      (text: string) => `var scriptContext = ${text}`,
      (text: string) => `var scriptContext = {"_type":"WebAuthn","x":${text}}; alert(1)`,
      (text: string) => `QRCodeReader.createCode({ text: "${text}" })`,
      (text: string) => `recovery codes "${text}\\n" <em>${text}</em>`,
    );
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom("alert(1)", '"+alert(1)+"', "`${alert(1)}`", "</script><script>alert(1)"),
    );
    fc.assert(
      fc.property(wrap, piece, (make, text) => {
        const { webAuthn } = readSpecialStep(stepOf(script(make(text)), hidden));
        expect(webAuthn).toBeUndefined();
      }),
    );
    vi.unstubAllGlobals();
    expect(alert).not.toHaveBeenCalled();
  });

  it("of any length is read in no time", () => {
    const began = performance.now();
    for (const text of [
      `recovery codes ${'"a\\n" '.repeat(20_000)}`,
      `recovery codes "${"\\".repeat(120_000)}`,
      `x${"{".repeat(1_000_000)}`,
    ]) {
      expect(readSpecialStep(stepOf(script(text), hidden))).toEqual({});
    }
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
