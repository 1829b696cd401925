import { describe, expect, it } from "vitest";
import { universalId } from "../../users/index.ts";
import { identityFake } from "../../users/testing/fakes.ts";
import { runNode, scriptReturning, usersFake } from "../testing/run-node.ts";
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

  it("gives everything that the script wants of the session, the page and a failure", async () => {
    const wanted = {
      header: "h",
      description: "d",
      stage: "s",
      errorMessage: "e",
      lockoutMessage: "l",
      logoutWebhook: "w",
      maxSessionTime: 5,
      maxIdleTime: 2,
      maxTreeDuration: 3,
    };
    const services = scriptReturning({ outcome: "continue", ...wanted, auditEntryDetail: "why" });
    const { action } = await runNode(scriptedDecisionNode, { attributes, services });
    expect(action).toMatchObject({ ...wanted, logs: ['audit: {"auditInfo":"why"}'] });
  });

  it("replaces one map and leaves the other", async () => {
    const services = scriptReturning({
      outcome: "continue",
      stateChanges: [{ state: "shared", change: "replace", value: { a: 1 } }],
    });
    const { state } = await runNode(scriptedDecisionNode, {
      attributes,
      shared: { b: 1, both: 2 },
      transient: { both: 3, hidden: 4 },
      services,
    });
    expect([state.snapshot("shared"), state.snapshot("transient")]).toEqual([{ a: 1 }, { both: 3, hidden: 4 }]);
  });

  it("suspends the journey as the script wishes, and says when it is resumed", async () => {
    const suspension = { message: (uri: string) => `Open ${uri}`, minutes: 7 };
    const { action } = await runNode(scriptedDecisionNode, { attributes, services: scriptReturning({ suspension }) });
    expect(action).toMatchObject({ kind: "suspend", suspension });
    let seen: unknown;
    const services = scriptReturning({ outcome: "continue" });
    const scripts = {
      ...services.scripts,
      run: (...given: Parameters<typeof services.scripts.run>) => {
        seen = given[1].resumedFromSuspend;
        return services.scripts.run(...given);
      },
    };
    await runNode(scriptedDecisionNode, { attributes, resumed: true, services: { ...services, scripts } });
    expect(seen).toBe(true);
  });

  it.each([
    ["a user name", { identifiedUser: "demo" }, "demo"],
    ["a universal id", { universalId: universalId("/alpha", "demo") }, "demo"],
    ["a universal id of another realm", { universalId: universalId("/beta", "demo") }, undefined],
    ["somebody unknown", { identifiedUser: "nobody" }, undefined],
    ["somebody inactive", { identifiedUser: "gone" }, undefined],
  ])("takes the user from %s", async (_title, result, username) => {
    const find = (_realm: string, name: string) =>
      name === "nobody" ? null : identityFake({ username: name, active: name !== "gone" });
    const services = { ...scriptReturning({ outcome: "continue", ...result }), users: usersFake({ find }) };
    const { action } = await runNode(scriptedDecisionNode, { attributes, services });
    expect(action).toMatchObject({ kind: "goTo", outcome: "continue" });
    expect("identifiedUser" in action ? action.identifiedUser?.username : undefined).toBe(username);
  });

  it("refuses a script that is not JavaScript", async () => {
    const file = { id: "s", name: "s", source: "", language: "GROOVY", context: "", evaluatorVersion: "1.0" };
    const services = { ...scriptReturning({ outcome: "continue" }), script: () => file };
    await expect(runNode(scriptedDecisionNode, { attributes, services })).rejects.toMatchObject({
      code: "nodes.script-missing",
      detail: expect.stringContaining("GROOVY"),
    });
  });
});
