import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { passwordCollectorNode } from "./index.ts";

describe("Password Collector", () => {
  it("asks with a PasswordCallback", async () => {
    const { action } = await runNode(passwordCollectorNode);
    expect(action).toMatchObject({ kind: "send", callbacks: [{ type: "PasswordCallback" }] });
  });

  it("keeps the password in transient state only and leaves by outcome", async () => {
    const { outcome, state } = await runNode(passwordCollectorNode, { answers: ["hunter2"] });
    expect(outcome).toBe("outcome");
    expect(state.snapshot("transient")).toEqual({ password: "hunter2" });
    expect(state.snapshot("shared")).toEqual({});
  });
});
