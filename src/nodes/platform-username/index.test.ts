import { describe, expect, it } from "vitest";
import { inputs, people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { platformUsernameNode } from "./index.ts";

const validated = { attributes: { validateInput: true } };

describe("Platform Username", () => {
  it("asks with a NameCallback, and again until there is a name", async () => {
    for (const answers of [null, [""]]) {
      const { action } = await runNode(platformUsernameNode, { answers });
      expect(action).toMatchObject({
        callbacks: [{ type: "NameCallback", output: [{ name: "prompt", value: "User Name" }] }],
      });
    }
  });

  it("collects the name, and leaves by outcome", async () => {
    const { outcome, state } = await runNode(platformUsernameNode, { answers: ["eve"] });
    expect(outcome).toBe("outcome");
    expect(state.snapshot("shared")).toEqual({ username: "eve", objectAttributes: { userName: "eve" } });
  });

  it("tells nobody that a name exists unless it is to be validated", async () => {
    const { services } = await people();
    expect((await runNode(platformUsernameNode, { answers: ["dana"], services })).outcome).toBe("outcome");
  });

  it.each([
    ["", "REQUIRED"],
    ["  ", "REQUIRED"],
    [" eve", "VALID_USERNAME"],
    ["e\nve", "VALID_USERNAME"],
    ["x".repeat(257), "VALID_USERNAME"],
    ["DANA", "UNIQUE"],
  ])("refuses %j as a new name: %s", async (name, policy) => {
    const { services } = await people();
    const answers = [inputs({ "": name, validateOnly: false })];
    const { action, state } = await runNode(platformUsernameNode, { ...validated, answers, services });
    expect(action).toMatchObject({ kind: "send", callbacks: [{ type: "ValidatedCreateUsernameCallback" }] });
    expect(JSON.stringify(action)).toContain(JSON.stringify(JSON.stringify({ policyRequirement: policy })));
    expect(state.keys()).toEqual([]);
  });

  it("takes a free name, but goes nowhere when it is only to be validated", async () => {
    const { services } = await people();
    const run = (validateOnly: boolean) =>
      runNode(platformUsernameNode, { ...validated, services, answers: [inputs({ "": "eve", validateOnly })] });
    expect((await run(true)).outcome).toBe("waits");
    expect((await run(true)).state.keys()).toEqual([]);
    expect((await run(false)).outcome).toBe("outcome");
  });
});
