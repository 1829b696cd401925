import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import { consentCollectorNode } from "./index.ts";

const consent = { mappings: [{ name: "crm", displayName: "Sales", fields: ["mail"] }, { name: "news" }] };

async function ask(run: NodeRun = {}, mappings = consent.mappings) {
  const { services } = await people({ consent: { mappings } });
  return runNode(consentCollectorNode, { services, ...run });
}

async function answer(answers: boolean[], attributes = {}) {
  const { action } = await ask();
  const memory = action.kind === "send" ? action.memory : undefined;
  return ask({ answers, attributes, ...(memory === undefined ? {} : { memory }) });
}

describe("Consent Collector", () => {
  it("asks for each mapping of the realm", async () => {
    const { action } = await ask({ attributes: { allRequired: true, message: { en: "May we?" } } });
    expect(JSON.stringify(action)).toContain("May we?");
    expect(action).toMatchObject({
      callbacks: [{ type: "ConsentMappingCallback" }, { type: "ConsentMappingCallback" }],
    });
  });

  it("collects what the person agreed to, and leaves by outcome", async () => {
    const { outcome, state } = await answer([true, false]);
    expect(outcome).toBe("outcome");
    expect(state.getObject("objectAttributes")).toEqual({
      consentedMappings: [{ mapping: "crm", consentDate: "2026-01-01T00:00:00.000Z" }],
    });
  });

  it("asks again when all are required and one was refused", async () => {
    expect((await answer([true, false], { allRequired: true })).outcome).toBe("waits");
    expect((await answer([true, true], { allRequired: true })).outcome).toBe("outcome");
  });

  it("asks again when something else was shown", async () => {
    expect((await ask({ answers: [true, true], memory: { shown: "[]" } })).outcome).toBe("waits");
  });

  it("asks nothing in a realm without mappings", async () => {
    expect((await ask({}, [])).outcome).toBe("outcome");
  });
});
