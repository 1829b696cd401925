import { describe, expect, it } from "vitest";
import { outputsOf } from "../testing/dana.ts";
import { runNode } from "../testing/run-node.ts";
import { multiFactorRegistrationOptionsNode } from "./index.ts";

const everything = ["Register Device", "Get Authenticator App", "Skip this Step", "Opt-out"];

describe("MFA Registration Options", () => {
  it.each([
    ["by default", {}, everything],
    ["without the application", { getApp: false }, ["Register Device", "Skip this Step", "Opt-out"]],
    ["when it is mandatory", { mandatory: true }, ["Register Device", "Get Authenticator App"]],
    ["with labels", { getApp: false, mandatory: true, registerDeviceLabel: { en: "Go" } }, ["Go"]],
  ])("offers its buttons %s", async (_title, attributes, options) => {
    const { action } = await runNode(multiFactorRegistrationOptionsNode, { attributes });
    expect(outputsOf(action, "ConfirmationCallback")[0]).toMatchObject({ options });
  });

  it.each([
    [0, "registerOutcome"],
    [1, "getAppOutcome"],
    ["2", "skipOutcome"],
    [3, "optOutOutcome"],
  ])("leaves by the outcome of button %j", async (pressed, outcome) => {
    expect((await runNode(multiFactorRegistrationOptionsNode, { answers: ["", pressed] })).outcome).toBe(outcome);
  });

  it.each([[4], [-1], [0.5], ["__proto__"], [true]])("asks again after %j, which is no button", async (pressed) => {
    expect((await runNode(multiFactorRegistrationOptionsNode, { answers: ["", pressed] })).outcome).toBe("waits");
  });

  it("lets nobody opt out who must register", async () => {
    const attributes = { mandatory: true };
    expect(Object.keys(multiFactorRegistrationOptionsNode.bind(attributes).outcomes)).toHaveLength(2);
    expect((await runNode(multiFactorRegistrationOptionsNode, { attributes, answers: ["", 3] })).outcome).toBe("waits");
  });
});
