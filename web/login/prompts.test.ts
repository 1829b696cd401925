import { expect, test } from "vitest";
import { isOneTimeCodePrompt } from "./prompts.ts";

test.each([
  ["Enter verification code", true],
  ["One Time Password", true],
  ["One-time code", true],
  ["OTP", true],
  ["Recovery Code", false],
  ["Postal code", false],
  ["Password", false],
  ["User Name", false],
  ["Encoder", false],
  ["", false],
])("prompt %j asks for a one-time code: %j", (prompt, expected) => {
  expect(isOneTimeCodePrompt(prompt)).toBe(expected);
});
