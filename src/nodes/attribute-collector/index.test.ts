import { describe, expect, it } from "vitest";
import { dana, inputs, people } from "../testing/people.ts";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import { attributeCollectorNode } from "./index.ts";

async function run(attributes: object, more: NodeRun = {}) {
  const { services } = await people();
  return runNode(attributeCollectorNode, {
    attributes: { attributesToCollect: ["mail", "preferences/updates"], ...attributes },
    services,
    ...more,
  });
}

const answers = (mail: string, validateOnly = false) => [inputs({ "": mail, validateOnly }), inputs({ "": true })];
const values = (action: unknown): unknown[] =>
  (action as { callbacks: { output: { name: string; value: unknown }[] }[] }).callbacks.map(
    ({ output }) => output.find(({ name }) => name === "value")?.value,
  );

describe("Attribute Collector", () => {
  it("asks for each attribute by its title and kind", async () => {
    const { action } = await run({ attributesToCollect: ["mail", "preferences/updates", "/age"] }, {});
    const asked = action.kind === "send" ? action.callbacks : [];
    expect(asked.map(({ type, output }) => [type, output[0]?.value, output[1]?.value])).toEqual([
      ["StringAttributeInputCallback", "mail", "Email Address"],
      ["BooleanAttributeInputCallback", "preferences/updates", "Send me news and updates"],
      ["StringAttributeInputCallback", "age", "age"],
    ]);
  });

  it("collects the values under their names, and leaves by outcome", async () => {
    const { outcome, state } = await run({}, { answers: answers("d@example.com") });
    expect(outcome).toBe("outcome");
    expect(state.getObject("objectAttributes")).toEqual({ mail: "d@example.com", preferences: { updates: true } });
  });

  it("keeps what else was collected, neighbours too", async () => {
    const shared = { objectAttributes: { sn: "x", preferences: { marketing: false } } };
    const { state } = await run({}, { shared, answers: answers("d@example.com") });
    expect(state.getObject("objectAttributes")).toEqual({
      sn: "x",
      mail: "d@example.com",
      preferences: { marketing: false, updates: true },
    });
  });

  it.each<[object, string, string]>([
    [{ required: true }, " ", "REQUIRED"],
    [{}, "x".repeat(4097), "MAX_LENGTH"],
    [{}, "a\0b", "VALID_TYPE"],
    [{ validateInputs: true }, "nobody", "VALID_EMAIL_ADDRESS_FORMAT"],
    [{ validateInputs: true }, "a@b@c.example", "VALID_EMAIL_ADDRESS_FORMAT"],
  ])("with %j refuses %.20j: %s", async (attributes, mail, policy) => {
    const { action, state } = await run(attributes, { answers: answers(mail) });
    expect(action.kind).toBe("send");
    expect(JSON.stringify(action)).toContain(`{\\"policyRequirement\\":\\"${policy}\\"`);
    expect(state.keys()).toEqual([]);
  });

  it("goes nowhere when it is only to be validated, and keeps what was typed", async () => {
    const { action, state } = await run({}, { answers: answers("d@example.com", true) });
    expect(values(action)).toEqual(["d@example.com", true]);
    expect(state.keys()).toEqual([]);
  });

  it("shows a profile only to the person whose it is", async () => {
    expect(values((await run({}, { shared: { username: "dana" } })).action)).toEqual(["", false]);
    expect(values((await run({}, { user: dana })).action)).toEqual(["dana@example.com", false]);
    expect(values((await run({}, { user: dana, shared: { username: "bob" } })).action)).toEqual(["", false]);
  });

  it("collects no password", () => {
    expect(() => attributeCollectorNode.bind({ attributesToCollect: ["password"] })).toThrow("Platform Password");
  });
});
