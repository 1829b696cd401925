import fc from "fast-check";
import { expect, it } from "vitest";
import { hidden } from "../testing/dana.ts";
import { bytesOf, readClientAnswer } from "./client-answer.ts";

it("reads whatever stands in the hidden value without throwing", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.constantFrom("ERROR", "ERROR::", "}::", "{}::::")), (text) => {
      expect(["none", "unsupported", "error", "malformed", "credential"]).toContain(
        readClientAnswer([hidden(text)]).kind,
      );
    }),
  );
});

it("finds the parts behind any client data, in both forms", () => {
  const part = fc.stringMatching(/^[\w,-]{1,20}$/);
  fc.assert(
    fc.property(fc.webUrl(), fc.array(part, { minLength: 1, maxLength: 5 }), fc.boolean(), (origin, parts, isJson) => {
      const clientDataJson = JSON.stringify({ type: "webauthn.get", origin });
      const legacyData = [clientDataJson, ...parts].join("::");
      const text = isJson ? JSON.stringify({ authenticatorAttachment: "platform", legacyData }) : legacyData;
      expect(readClientAnswer([hidden(text)])).toEqual({ kind: "credential", clientDataJson, parts });
    }),
  );
});

it("turns signed integers back into the bytes that they were", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
      expect(bytesOf(new Int8Array(bytes).toString())).toBe(Buffer.from(bytes).toString("base64url"));
    }),
  );
});

it.each(["", ",", "1,", "128", "-129", "1.5", "0x1", "NaN", " 1"])("takes %j for no bytes", (text) => {
  expect(bytesOf(text)).toBeNull();
});
