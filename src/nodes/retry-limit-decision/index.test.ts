import { describe, expect, it } from "vitest";
import { usersErrors } from "../../users/errors.ts";
import { identityFake, usersFake } from "../../users/testing/fakes.ts";
import { endNode, type NodeRun, runNode } from "../testing/run-node.ts";
import { retryLimitDecisionNode } from "./index.ts";

/** One user, dana, with what is counted for her. */
function dana(counted: readonly string[] = []) {
  let attributes: Record<string, readonly string[]> = { retryLimitNodeCount: counted };
  const users = usersFake({
    find: (_realm, username) => (username === "dana" ? identityFake({ username, attributes }) : null),
    update(_realm, username, changes) {
      if (username !== "dana") throw usersErrors.error("users.unknown");
      const { set } = typeof changes === "function" ? changes(attributes) : changes;
      attributes = { ...attributes, ...set };
      return identityFake({ username, attributes });
    },
  });
  return { services: { users }, counted: () => attributes.retryLimitNodeCount };
}

const run = (attributes: NodeRun["attributes"], more: NodeRun) =>
  runNode(retryLimitDecisionNode, { attributes: attributes ?? {}, ...more });

describe("Retry Limit Decision", () => {
  it.each([
    [{}, "Retry", 1],
    [{ "node-1.retryCount": 2 }, "Retry", 3],
    [{ "node-1.retryCount": 3 }, "Reject", 3],
  ])("with %j in shared state it leaves by %s", async (shared, outcome, count) => {
    const run1 = await run({ incrementUserAttributeOnFailure: false }, { shared });
    expect(run1.outcome).toBe(outcome);
    expect(run1.state.get("node-1.retryCount")).toBe(count);
  });

  it("counts in the user's attribute, so that starting anew does not help", async () => {
    const user = dana(["other=7", "node-1=2"]);
    const retried = await run({}, { shared: { username: "dana" }, services: user.services });
    expect(retried.action).toMatchObject({ outcome: "Retry", hooks: [{}] });
    expect(user.counted()).toEqual(["other=7", "node-1=3"]);
    const rejected = await run({}, { shared: { username: "dana" }, services: user.services });
    expect(rejected.outcome).toBe("Reject");
    expect(user.counted()).toEqual(["other=7"]);
  });

  it("counts in the journey alone for a name that nobody has", async () => {
    const { outcome, state } = await run({}, { shared: { username: "nobody" }, services: dana().services });
    expect(outcome).toBe("Retry");
    expect(state.get("node-1.retryCount")).toBe(1);
  });

  it.each<["success" | "failure", string[]]>([
    ["success", ["other=7"]],
    ["failure", ["other=7", "node-1=2"]],
  ])("a %s leaves the user's count at %j", async (end, left) => {
    const user = dana(["other=7", "node-1=2"]);
    const dana1 = { username: "dana", universalId: "id=dana" };
    await endNode(retryLimitDecisionNode, end, {}, { user: dana1, services: user.services });
    expect(user.counted()).toEqual(left);
  });
});
