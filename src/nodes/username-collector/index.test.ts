import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { usernameCollectorNode } from "./index.ts";

describe("Username Collector", () => {
  it("asks with a NameCallback", async () => {
    const { action } = await runNode(usernameCollectorNode);
    expect(action).toMatchObject({
      kind: "send",
      callbacks: [{ type: "NameCallback", output: [{ name: "prompt", value: "User Name" }] }],
    });
  });

  it("asks again until there is a name", async () => {
    expect((await runNode(usernameCollectorNode, { answers: [""] })).outcome).toBe("waits");
  });

  it("writes the name as it was given and leaves by outcome", async () => {
    const { outcome, state } = await runNode(usernameCollectorNode, { answers: [" Dana"] });
    expect(outcome).toBe("outcome");
    expect(state.snapshot("shared")).toEqual({ username: " Dana" });
  });
});
