import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { queryFilterDecisionNode } from "./index.ts";

async function decide(queryFilter: string, username = "dana") {
  const { services } = await people(
    {},
    { loginCount: ["7"], team: ["blue", "green"], "preferences/updates": ["true"] },
  );
  return (await runNode(queryFilterDecisionNode, { attributes: { queryFilter }, shared: { username }, services }))
    .outcome;
}

describe("Query Filter Decision", () => {
  it.each([
    ['mail eq "DANA@example.com"', "true"],
    ["/mail co 'example'", "true"],
    ['mail sw "bob"', "false"],
    ['userName eq "dana"', "true"],
    ["sn pr", "false"],
    ["!(sn pr) and mail pr", "true"],
    ["! sn pr", "true"],
    ["loginCount gt 10", "false"],
    ["loginCount ge 7 AND loginCount le 7", "true"],
    ["loginCount lt 7 or loginCount eq 7.0", "true"],
    ["mail eq 7", "false"],
    ['team eq "green"', "true"],
    ["preferences/updates eq true", "true"],
    ['givenName ge "alice" and givenName lt "eve"', "true"],
    ["sn pr and true or mail pr", "true"],
    ["sn pr and (true or mail pr)", "false"],
    ["false", "false"],
    ['constructor pr or __proto__ eq "x"', "false"],
  ])("%s leaves by %s", async (filter, outcome) => {
    expect(await decide(filter)).toBe(outcome);
  });

  it("leaves by false when there is no such user, whatever the filter", async () => {
    expect(await decide("true", "nobody")).toBe("false");
  });

  it("is refused when its filter is none", () => {
    expect(() => queryFilterDecisionNode.bind({ queryFilter: "mail like 5" })).toThrow("is no query filter");
  });
});
