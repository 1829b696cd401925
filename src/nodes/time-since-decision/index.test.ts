import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { parseElapsedTime } from "./elapsed-time.ts";
import { timeSinceDecisionNode } from "./index.ts";

describe("Time Since Decision", () => {
  it.each([
    ["10 minutes", ["2025-12-31T23:50:00Z"], "true"],
    ["11 minutes", ["2025-12-31T23:50:00Z"], "false"],
    ["1", ["2027-01-01T00:00:00Z"], "false"],
    ["0", ["yesterday"], "false"],
    ["0", [], "false"],
  ])("%s after %j leaves by %s", async (elapsedTime, createDate, outcome) => {
    const { services } = await people({}, { createDate });
    const run = await runNode(timeSinceDecisionNode, {
      attributes: { elapsedTime },
      shared: { username: "dana" },
      services,
    });
    expect(run.outcome).toBe(outcome);
  });

  it("leaves by false when there is no such user", async () => {
    expect((await runNode(timeSinceDecisionNode, { attributes: { elapsedTime: "0" } })).outcome).toBe("false");
  });

  it.each([
    ["90", 90 * 60_000],
    ["10 Minutes", 600_000],
    ["1 hour 30 minutes", 5_400_000],
    ["4 weeks and 2 days", 30 * 86_400_000],
    ["52 weeks, 1 day", 365 * 86_400_000],
    ["soon", null],
    ["-5", null],
    ["5 constructors", null],
    ["1 hour and", null],
    [`${"1 day ".repeat(100)}`, null],
  ])("reads %.30j as %s milliseconds", (text, milliseconds) => {
    expect(parseElapsedTime(text)).toBe(milliseconds);
  });

  it.each([{}, { elapsedTime: null }, { elapsedTime: "" }])(
    "leaves by false when no time is set: %j",
    async (attributes) => {
      const { services } = await people({}, { createDate: ["2025-01-01T00:00:00Z"] });
      const run = await runNode(timeSinceDecisionNode, { attributes, shared: { username: "dana" }, services });
      expect(run.outcome).toBe("false");
    },
  );

  it("is refused when its time is none", () => {
    expect(() => timeSinceDecisionNode.bind({ elapsedTime: "soon" })).toThrow("is no time such as");
  });
});
