import { expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { anonymousUserNode } from "./index.ts";

it("Anonymous User Mapping replaces the user name, and leaves by outcome", async () => {
  const { outcome, action, state } = await runNode(anonymousUserNode, { transient: { username: "dana" } });
  expect(outcome).toBe("outcome");
  expect(state.get("username")).toBe("anonymous");
  expect(action).toMatchObject({ sessionProperties: { anonymousUser: "anonymous" } });
});
