import { expect, it } from "vitest";
import { howToGiveToken, missingTokenWarning, resolveAttributes } from "./missing-tokens.ts";

const lookup = (name: string): string | undefined => (name === "known" ? "value" : undefined);

it("tokens are resolved, and defaults count as values", () => {
  const { attributes, missing } = resolveAttributes({ a: "&{known}", b: "x-&{other|default}", c: 3 }, lookup, "node");
  expect([attributes, missing]).toEqual([{ a: "value", b: "x-default", c: 3 }, []]);
});

it("an attribute whose token has no value is left out and named; the others stay", () => {
  const written = { first: "&{known}&{absent.secret}", deep: { inside: ["&{gone}"] }, whole: "&{known}" };
  const { attributes, missing } = resolveAttributes(written, lookup, "alpha/intune › Intune");
  expect(attributes).toEqual({ whole: "value" });
  expect(missing).toEqual([
    { node: "alpha/intune › Intune", attribute: "first", token: "absent.secret" },
    { node: "alpha/intune › Intune", attribute: "deep", token: "gone" },
  ]);
});

it("people are told which token, where, and where its value may stand", () => {
  const token = { node: "alpha/intune › Intune", attribute: "secret", token: "a.b" };
  expect(missingTokenWarning(token)).toBe(
    "alpha/intune › Intune: secret names the token &{a.b}, which has no value; the server will not start without it",
  );
  expect(howToGiveToken("a.b")).toBe("Write the value to the secrets directory as a.b, or set SALLYPORT_A_B.");
});
