import { expect, it } from "vitest";
import { identityFake, usersFake } from "../../users/testing/fakes.ts";
import { runNode } from "../testing/run-node.ts";
import { accountLockoutNode } from "./index.ts";

it.each<[string, object, unknown[][]]>([
  ["LOCK", { username: "demo" }, [["/alpha", "demo", false]]],
  ["UNLOCK", { username: "demo" }, [["/alpha", "demo", true]]],
  ["LOCK", { username: "nobody" }, []],
  ["LOCK", {}, []],
])("Account Lockout %s with %j, and leaves by outcome", async (lockAction, shared, expected) => {
  const calls: unknown[][] = [];
  const users = usersFake({
    find: (_realm, username) => (username === "demo" ? identityFake({}) : null),
    setActive: (...call) => void calls.push(call),
  });
  const run = await runNode(accountLockoutNode, {
    attributes: { lockAction },
    shared: { ...shared },
    services: { users },
  });
  expect(run.outcome).toBe("outcome");
  expect(calls).toEqual(expected);
});
