import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { attributeValueDecisionNode } from "./index.ts";

describe("Attribute Value Decision", () => {
  it.each<[object, string]>([
    [{ comparisonAttribute: "team", comparisonValue: "blue" }, "true"],
    [{ comparisonAttribute: "team", comparisonValue: "green" }, "true"],
    [{ comparisonAttribute: "team", comparisonValue: "Blue" }, "false"],
    [{ comparisonAttribute: "team", comparisonValue: null }, "false"],
    [{ comparisonAttribute: "sn", comparisonValue: null }, "false"],
    [{ comparisonAttribute: "team", comparisonOperation: "PRESENT" }, "true"],
    [{ comparisonAttribute: "sn", comparisonOperation: "PRESENT" }, "false"],
  ])("with %j leaves by %s", async (attributes, outcome) => {
    const { services } = await people({}, { team: ["blue", "green"] });
    const run = await runNode(attributeValueDecisionNode, {
      attributes: { ...attributes },
      shared: { username: "dana" },
      services,
    });
    expect(run.outcome).toBe(outcome);
  });

  it("leaves by false when there is no such user", async () => {
    const attributes = { comparisonAttribute: "mail", comparisonOperation: "PRESENT" };
    expect((await runNode(attributeValueDecisionNode, { attributes })).outcome).toBe("false");
  });
});
