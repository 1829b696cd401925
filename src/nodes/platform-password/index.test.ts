import { describe, expect, it } from "vitest";
import { dana, danasPassword, inputs, people } from "../testing/people.ts";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import { platformPasswordNode } from "./index.ts";

async function choose(password: string, more: NodeRun = {}, validateOnly = false) {
  const { services } = await people();
  const answers = [inputs({ "": password, validateOnly })];
  const result = await runNode(platformPasswordNode, {
    ...{ attributes: { validateInput: true }, answers, services },
    ...more,
  });
  const failed = JSON.stringify(result.action).match(/[A-Z_]+(?=\\")/g) ?? [];
  return { ...result, failed };
}

describe("Platform Password", () => {
  it("asks with a PasswordCallback", async () => {
    const { action } = await runNode(platformPasswordNode);
    expect(action).toMatchObject({ callbacks: [{ type: "PasswordCallback" }] });
  });

  it("keeps the password in transient state only, and leaves by outcome", async () => {
    const { outcome, state } = await runNode(platformPasswordNode, { answers: ["hunter2"] });
    expect(outcome).toBe("outcome");
    expect(state.snapshot("transient")).toEqual({ password: "hunter2", objectAttributes: { password: "hunter2" } });
    expect(state.snapshot("shared")).toEqual({});
  });

  it("tells the policy of the realm when it asks for a new one", async () => {
    const { action } = await choose("", { answers: null });
    expect(action).toMatchObject({ callbacks: [{ type: "ValidatedCreatePasswordCallback" }] });
    expect(JSON.stringify(action)).toContain('"minLength":8');
  });

  it.each([
    ["", {}, ["REQUIRED"]],
    ["short", {}, ["MIN_LENGTH"]],
    ["evelyn-eve", { shared: { username: "Evelyn-Eve" } }, ["NOT_USER_NAME"]],
    [danasPassword, { user: dana }, ["NOT_USED_BEFORE"]],
  ])("refuses %j: %s %j", async (password, more, failed) => {
    const result = await choose(password, more);
    expect(result.outcome).toBe("waits");
    expect(result.failed).toEqual(failed);
    expect(result.state.keys()).toEqual(Object.keys("shared" in more ? more.shared : {}));
  });

  it("lets no stranger find out which password somebody has", async () => {
    const { outcome } = await choose(danasPassword, { shared: { username: "dana" } });
    expect(outcome).toBe("outcome");
  });

  it("takes a good one, but goes nowhere when it is only to be validated", async () => {
    expect((await choose("battery staple")).outcome).toBe("outcome");
    expect((await choose("battery staple", {}, true)).outcome).toBe("waits");
  });
});
