import { describe, expect, it } from "vitest";
import { runNode, usersFake } from "../testing/run-node.ts";
import { oathTokenVerifierNode } from "./index.ts";

const users = usersFake({
  hasOathDevice: (_realm, username) => username === "dana",
  verifyTotp: (_realm, _username, code) => (code === "123456" ? { ok: true } : { ok: false, reason: "wrong-code" }),
});
const dana = { shared: { username: "dana" }, services: { users } };

describe("OATH Token Verifier", () => {
  it("asks for the code with a NameCallback and a Submit button", async () => {
    const { action } = await runNode(oathTokenVerifierNode, dana);
    expect(action).toMatchObject({
      kind: "send",
      callbacks: [{ type: "NameCallback" }, { type: "ConfirmationCallback" }],
    });
  });

  it.each([
    ["the right code", "123456", "successOutcome"],
    ["the right code with a blank in it", "123 456", "successOutcome"],
    ["a wrong code", "000000", "failureOutcome"],
    ["no code", "", "failureOutcome"],
  ])("leaves for %s", async (_title, code, outcome) => {
    expect((await runNode(oathTokenVerifierNode, { ...dana, answers: [code, 0] })).outcome).toBe(outcome);
  });

  it("leaves by notRegisteredOutcome for a user without a device, and without a user", async () => {
    const stranger = { shared: { username: "stranger" }, services: { users } };
    expect((await runNode(oathTokenVerifierNode, stranger)).outcome).toBe("notRegisteredOutcome");
    expect((await runNode(oathTokenVerifierNode, { services: { users } })).outcome).toBe("notRegisteredOutcome");
  });

  it("leaves by recoveryCodeOutcome when that button exists and is pressed", async () => {
    const attributes = { isRecoveryCodeAllowed: true };
    expect((await runNode(oathTokenVerifierNode, { ...dana, attributes, answers: ["", 1] })).outcome).toBe(
      "recoveryCodeOutcome",
    );
    expect((await runNode(oathTokenVerifierNode, { ...dana, answers: ["", 1] })).outcome).toBe("failureOutcome");
  });

  it("refuses HOTP when the journey is loaded", () => {
    expect(() => oathTokenVerifierNode.bind({ algorithm: "HOTP" })).toThrow(/HOTP is not supported yet/);
  });
});
