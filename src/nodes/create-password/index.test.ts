import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { createPasswordNode } from "./index.ts";

describe("Create Password", () => {
  it("asks for it twice", async () => {
    const { action } = await runNode(createPasswordNode);
    expect(action).toMatchObject({ callbacks: [{ type: "PasswordCallback" }, { type: "PasswordCallback" }] });
  });

  it.each([
    ["battery staple", "battery", "The passwords are not the same."],
    ["123456789", "123456789", "at least 10 characters"],
    ["              ", "              ", "A password is needed."],
    ["x".repeat(5000), "x".repeat(5000), "The password is too long."],
    ["evelyn-eve", "evelyn-eve", "Choose another password."],
  ])("asks again for %.20j, confirmed with %.20j: %s", async (first, second, problem) => {
    const { services } = await people();
    const attributes = { minPasswordLength: 10 };
    const shared = { username: "Evelyn-Eve" };
    const { action, state } = await runNode(createPasswordNode, {
      attributes,
      shared,
      answers: [first, second],
      services,
    });
    expect(JSON.stringify(action)).toContain(problem);
    expect(state.snapshot("transient")).toEqual({});
  });

  it("keeps it in transient state only, and leaves by outcome", async () => {
    const { services } = await people();
    const answers = ["battery staple", "battery staple"];
    const { outcome, state } = await runNode(createPasswordNode, { answers, services });
    expect(outcome).toBe("outcome");
    expect(state.snapshot("shared")).toEqual({});
    expect(state.get("password")).toBe("battery staple");
  });
});
