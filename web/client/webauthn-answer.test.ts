import { expect, it } from "vitest";
import { assertionAnswer, errorAnswer, newCredentialAnswer } from "./webauthn-answer.ts";

const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
const facts = { id: "cred", clientDataJSON: new TextEncoder().encode('{"a":1}').buffer, attachment: "platform" };
const created = { ...facts, attestationObject: bytes(1, 255), deviceName: "" };
const asserted = { ...facts, authenticatorData: bytes(2), signature: bytes(128, 3), userHandle: null };
const handle = new TextEncoder().encode("ZGVtbw").buffer;

it.each([
  ["a new credential", newCredentialAnswer(created, false), '{"a":1}::1,-1::cred'],
  [
    "its device's name",
    newCredentialAnswer({ ...created, deviceName: " My::key " }, false),
    '{"a":1}::1,-1::cred::My:key',
  ],
  ["an assertion", assertionAnswer(asserted, false), '{"a":1}::2::-128,3::cred'],
  ["its user handle", assertionAnswer({ ...asserted, userHandle: handle }, false), '{"a":1}::2::-128,3::cred::ZGVtbw'],
  ["no kind of authenticator", assertionAnswer({ ...asserted, attachment: null }, true), '{"a":1}::2::-128,3::cred'],
  ["an error", errorAnswer({ name: "NotAllowedError", message: "No" }), "ERROR::NotAllowedError:No"],
])("%s is written as PingAM takes it", (_title, text, expected) => {
  expect(text).toBe(expected);
});

it("JSON, where the server takes it, also tells the kind of authenticator", () => {
  expect(JSON.parse(newCredentialAnswer(created, true))).toEqual({
    authenticatorAttachment: "platform",
    legacyData: '{"a":1}::1,-1::cred',
  });
});
