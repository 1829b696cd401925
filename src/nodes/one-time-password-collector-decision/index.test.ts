import { describe, expect, it } from "vitest";
import type { CodeAttempts } from "../../users/index.ts";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import { oneTimePasswordCollectorDecisionNode } from "./index.ts";

const now = Date.parse("2026-01-01T00:00:00Z") / 1000;
const made = (age: number) => ({ oneTimePassword: "12345678", oneTimePasswordTimestamp: now - age });
const run = (changes: NodeRun) => runNode(oneTimePasswordCollectorDecisionNode, { transient: made(10), ...changes });

describe("OTP Collector Decision", () => {
  it("asks with a PasswordCallback", async () => {
    expect((await run({})).action).toMatchObject({ kind: "send", callbacks: [{ type: "PasswordCallback" }] });
  });

  it.each([
    ["the right password", { answers: ["12345678"] }, "true"],
    ["the right password with blanks around it", { answers: [" 12345678 "] }, "true"],
    ["a wrong one", { answers: ["12345679"] }, "false"],
    ["a part of it", { answers: ["1234567"] }, "false"],
    ["nothing", { answers: [""] }, "false"],
    ["a number instead of a text", { answers: [12345678] }, "false"],
    ["no answer at all", { answers: [] }, "false"],
    ["a password in its last second", { transient: made(299), answers: ["12345678"] }, "true"],
    ["a password of five minutes ago", { transient: made(300), answers: ["12345678"] }, "false"],
    [
      "a longer validity",
      { attributes: { passwordExpiryTime: 6 }, transient: made(300), answers: ["12345678"] },
      "true",
    ],
    ["an empty guess at no password", { transient: {}, answers: [""] }, "false"],
    ["a password without a time", { transient: { oneTimePassword: "12345678" }, answers: ["12345678"] }, "false"],
  ])("leaves for %s", async (_title, changes: NodeRun, outcome) => {
    expect((await run(changes)).outcome).toBe(outcome);
  });

  it("accepts a password once", async () => {
    const { state } = await run({ answers: ["12345678"] });
    expect(state.keys()).toEqual([]);
  });

  it("voids it after the fifth wrong guess", async () => {
    const fourth = await run({ shared: { oneTimePasswordFailures: 3 }, answers: ["0"] });
    expect(fourth.state.get("oneTimePassword")).toBe("12345678");
    const fifth = await run({ shared: { oneTimePasswordFailures: 4 }, answers: ["0"] });
    expect(fifth.state.get("oneTimePassword")).toBeUndefined();
  });

  it("has its guesses limited by user and address, and only wrong ones counted", async () => {
    const counts: string[] = [];
    const codeAttempts: CodeAttempts = {
      judge(realm, username, clientIp, work) {
        const result = work();
        counts.push(`${realm} ${username} ${clientIp} ${result.ok ? "right" : "wrong"}`);
        return result;
      },
    };
    await run({ shared: { username: "dana" }, answers: ["0"], services: { codeAttempts } });
    await run({ shared: { username: "dana" }, answers: ["12345678"], services: { codeAttempts } });
    expect(counts).toEqual(["/alpha dana 127.0.0.1 wrong", "/alpha dana 127.0.0.1 right"]);
  });
});
