import { describe, expect, it } from "vitest";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { incrementLoginCountNode } from "./index.ts";

describe("Increment Login Count", () => {
  it.each([
    [[], "1"],
    [["7"], "8"],
    [["many"], "1"],
  ])("after %j counts %s, and leaves by outcome", async (loginCount, expected) => {
    const { services, profile } = await people({}, { loginCount });
    const { outcome } = await runNode(incrementLoginCountNode, { shared: { username: "dana" }, services });
    expect(outcome).toBe("outcome");
    expect(profile()).toMatchObject({ loginCount: [expected] });
  });

  it("counts nothing for a name that nobody has", async () => {
    expect((await runNode(incrementLoginCountNode, { shared: { username: "nobody" } })).outcome).toBe("outcome");
  });
});
