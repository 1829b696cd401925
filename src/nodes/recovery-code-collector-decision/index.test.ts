import { describe, expect, it } from "vitest";
import { dana } from "../testing/dana.ts";
import { runNode } from "../testing/run-node.ts";
import { recoveryCodeCollectorDecisionNode } from "./index.ts";

describe("Recovery Code Collector Decision", () => {
  it("asks with a NameCallback", async () => {
    const { shared, services } = await dana();
    const { action } = await runNode(recoveryCodeCollectorDecisionNode, { shared, services });
    expect(action).toMatchObject({
      kind: "send",
      callbacks: [{ output: [{ name: "prompt", value: "Recovery Code" }] }],
    });
  });

  it("leaves by true for an unused code, however it is written, and once only", async () => {
    const { shared, services, users } = await dana();
    const [code = ""] = users.recoveryCodes("/alpha", "dana").generate("OATH");
    const answer = async () =>
      (
        await runNode(recoveryCodeCollectorDecisionNode, {
          ...{ shared, services },
          answers: [` ${code.toUpperCase().replaceAll("-", " ")}`],
        })
      ).outcome;
    expect(await answer()).toBe("true");
    expect(await answer()).toBe("false");
  });

  it.each([
    ["a wrong code", "aaaa-bbbb-cccc-dddd"],
    ["no code", ""],
    ["a number", 7],
    ["a very long text", "a".repeat(50_000)],
  ])("leaves by false for %s", async (_title, answer) => {
    const { shared, services } = await dana();
    const run = await runNode(recoveryCodeCollectorDecisionNode, { shared, services, answers: [answer] });
    expect(run.outcome).toBe("false");
  });

  it("leaves by false for a code of another second factor, and without a user name", async () => {
    const { shared, services, users } = await dana();
    const [code = ""] = users.recoveryCodes("/alpha", "dana").generate("WEB_AUTHN");
    const run = { services, answers: [code] };
    expect((await runNode(recoveryCodeCollectorDecisionNode, { ...run, shared })).outcome).toBe("false");
    expect((await runNode(recoveryCodeCollectorDecisionNode, run)).outcome).toBe("false");
    const attributes = { recoveryCodeType: "WEB_AUTHN" };
    expect((await runNode(recoveryCodeCollectorDecisionNode, { ...run, shared, attributes })).outcome).toBe("true");
  });
});
