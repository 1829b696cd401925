import { describe, expect, it } from "vitest";
import { runNode, scriptReturning } from "../testing/run-node.ts";
import { scriptedDecisionNode } from "./index.ts";

const attributes = { script: "s", outcomes: ["continue", "refuse"] };

describe("Scripted Decision", () => {
  it.each(["continue", "refuse"])("leaves by the outcome that the script chose: %s", async (outcome) => {
    const run = { attributes, services: scriptReturning({ outcome }) };
    expect((await runNode(scriptedDecisionNode, run)).outcome).toBe(outcome);
  });

  it.each([
    ["an outcome it does not have", { outcome: "other" }, "nodes.script-outcome"],
    ["no outcome", {}, "nodes.script-outcome"],
  ])("fails when the script chose %s", async (_title, result, code) => {
    const run = runNode(scriptedDecisionNode, { attributes, services: scriptReturning(result) });
    await expect(run).rejects.toMatchObject({ code });
  });

  it("fails when the journey has no such script", async () => {
    await expect(runNode(scriptedDecisionNode, { attributes })).rejects.toMatchObject({ code: "nodes.script-missing" });
  });

  it("fails when the script did not provide a declared output", async () => {
    const run = {
      attributes: { ...attributes, outputs: ["score"] },
      services: scriptReturning({ outcome: "continue" }),
    };
    await expect(runNode(scriptedDecisionNode, run)).rejects.toMatchObject({ code: "nodes.script-outputs-missing" });
  });

  it("writes what the script changed, and session properties", async () => {
    const services = scriptReturning({
      outcome: "continue",
      stateChanges: [
        { state: "shared", key: "a", change: "set", value: 1 },
        { state: "all", key: "b", change: "remove" },
      ],
      sessionProperties: { k: "v" },
      logs: [{ level: "warn", message: "careful" }],
    });
    const { action, state } = await runNode(scriptedDecisionNode, { attributes, shared: { b: 2 }, services });
    expect(state.snapshot("shared")).toEqual({ a: 1 });
    expect(action).toMatchObject({ sessionProperties: { k: "v" }, logs: ["warn: careful"] });
  });

  it("shows the script only the inputs that the node declares", async () => {
    let seen: unknown;
    const services = scriptReturning({ outcome: "continue" });
    const scripts = {
      ...services.scripts,
      run: (...given: Parameters<typeof services.scripts.run>) => {
        seen = given[1].sharedState;
        return services.scripts.run(...given);
      },
    };
    await runNode(scriptedDecisionNode, {
      attributes: { ...attributes, inputs: ["a"] },
      shared: { a: 1, b: 2 },
      services: { ...services, scripts },
    });
    expect(seen).toEqual({ a: 1 });
  });

  it("sends the callbacks that the script built", async () => {
    const callback = {
      type: "NameCallback",
      output: [{ name: "prompt", value: "Pet" }],
      inputs: [{ name: "", value: "" }],
    };
    const { action } = await runNode(scriptedDecisionNode, {
      attributes,
      services: scriptReturning({ callbacks: [callback] }),
    });
    expect(action).toMatchObject({
      kind: "send",
      callbacks: [{ type: "NameCallback", inputs: [{ suffix: "", value: "" }] }],
    });
  });
});
