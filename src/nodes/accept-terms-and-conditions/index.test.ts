import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { acceptTermsAndConditionsNode } from "./index.ts";

const termsAndConditions = { version: "2.0", createDate: "2026-01-01", texts: { en: "Be nice.", de: "Sei nett." } };

async function accept(answers: boolean[] | null, memory = {}, locales: string[] = []) {
  const { services } = await people({ termsAndConditions });
  return runNode(acceptTermsAndConditionsNode, { answers, memory, locales, services });
}

describe("Accept Terms and Conditions", () => {
  it("shows the terms in the person's language", async () => {
    const { action } = await accept(null, {}, ["de"]);
    expect(action).toMatchObject({
      callbacks: [{ output: [{ value: "2.0" }, { value: "Sei nett." }, { value: "2026-01-01" }] }],
      memory: { version: "2.0" },
    });
  });

  it("notes what was accepted, and when, and leaves by outcome", async () => {
    const { outcome, state } = await accept([true], { version: "2.0" });
    expect(outcome).toBe("outcome");
    expect(state.getObject("objectAttributes")).toEqual({
      termsAccepted: { termsVersion: "2.0", acceptDate: "2026-01-01T00:00:00.000Z" },
    });
  });

  it.each([
    ["they are not accepted", [false], { version: "2.0" }],
    ["others were shown", [true], { version: "1.0" }],
  ])("asks again when %s", async (_case, answers, memory) => {
    expect((await accept(answers, memory)).outcome).toBe("waits");
  });

  it("fails in a realm without terms", async () => {
    await expect(runNode(acceptTermsAndConditionsNode)).rejects.toMatchObject({ code: "nodes.terms-missing" });
  });
});
