import { expect, it } from "vitest";
import { type GivenCallback, stepOf } from "./testing/steps.ts";
import { prefilled, withTyped } from "./typed.ts";

const name = (prompt: string, value = ""): GivenCallback => ["NameCallback", { prompt }, { IDToken1: value }];

it.each<[string, GivenCallback, string]>([
  ["a user name", name("User Name"), "demo"],
  ["an attribute", ["StringAttributeInputCallback", { prompt: "Mail", name: "mail" }, { IDToken1: "" }], "demo"],
  ["a one-time code", name("Enter verification code"), ""],
  ["a password that a name callback asks for", name("Password"), ""],
  ["a password", ["PasswordCallback", { prompt: "Password" }, { IDToken1: "" }], ""],
  ["free text", ["TextInputCallback", { prompt: "Your first pet" }, { IDToken1: "" }], ""],
  ["a field that the server fills itself", name("User Name", "other"), "other"],
])("after a restart %s stands as it should", (_title, callback, expected) => {
  const step = stepOf(callback);
  const typed = withTyped(new Map(), step, new Map([["IDToken1", "demo"]]));
  expect(prefilled(step, typed).callbacks[0]?.inputs[0]?.value).toBe(expected);
});

it("what another prompt was answered with is not taken", () => {
  const typed = withTyped(new Map(), stepOf(name("User Name")), new Map([["IDToken1", "demo"]]));
  expect(prefilled(stepOf(name("Name of your team")), typed).callbacks[0]?.inputs[0]?.value).toBe("");
});
