import { describe, expect, it } from "vitest";
import { memoryOf, dana as realDana } from "../testing/dana.ts";
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
    ["a number in the place of text", 123456, "failureOutcome"],
    ["a very long code", "1".repeat(50_000), "failureOutcome"],
  ])("leaves for %s", async (_title, code, outcome) => {
    expect((await runNode(oathTokenVerifierNode, { ...dana, answers: [code, 0] })).outcome).toBe(outcome);
  });

  it("notes that the factor was used, if the code was right", async () => {
    const used = async (code: string) =>
      (await runNode(oathTokenVerifierNode, { ...dana, answers: [code, 0] })).state.get("secondFactors");
    expect(await used("123456")).toEqual(["OATH"]);
    expect(await used("000000")).toBeUndefined();
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

  it("never looks further than the maximum clock drift", async () => {
    const steps: number[] = [];
    const watched = usersFake({
      hasOathDevice: () => true,
      verifyTotp: (_realm, _username, _code, window) => {
        steps.push(window.steps);
        return { ok: true };
      },
    });
    const run = { ...dana, services: { users: watched }, answers: ["123456", 0] };
    await runNode(oathTokenVerifierNode, { ...run, attributes: { totpTimeSteps: 9 } });
    await runNode(oathTokenVerifierNode, { ...run, attributes: { totpTimeSteps: 9, maximumAllowedClockDrift: 20 } });
    expect(steps).toEqual([5, 9]);
  });
});

/** RFC 4226, appendix D: the codes of this secret by counter. */
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const codes = { 0: "755224", 1: "287082", 9: "520489" } as const;

describe("OATH Token Verifier of a device that waits to be stored", () => {
  const attributes = { algorithm: "HOTP" };
  const profile = { name: "n", kind: "HOTP", secret, algorithm: "HMAC_SHA1", digits: 6, period: 30, lastStep: -1 };
  const oathDeviceProfile = { ...profile, generateRecoveryCodes: false };

  it("accepts its code once, though the user has no device", async () => {
    const { shared, services } = await realDana();
    const run = { attributes, shared, services, answers: [codes[0], 0] };
    const first = await runNode(oathTokenVerifierNode, { ...run, transient: { oathDeviceProfile } });
    expect(first.outcome).toBe("successOutcome");
    const after = first.state.snapshot("transient");
    expect((await runNode(oathTokenVerifierNode, { ...run, transient: after })).outcome).toBe("failureOutcome");
    const next = { ...run, transient: after, answers: [codes[1], 0] };
    expect((await runNode(oathTokenVerifierNode, next)).outcome).toBe("successOutcome");
  });

  it("leaves by notRegisteredOutcome when it is of the other kind", async () => {
    const { shared, services } = await realDana();
    const run = await runNode(oathTokenVerifierNode, { shared, services, transient: { oathDeviceProfile } });
    expect(run.outcome).toBe("notRegisteredOutcome");
  });
});

describe("OATH Token Verifier with HOTP", () => {
  const attributes = { algorithm: "HOTP" };

  async function registered() {
    const setting = await realDana();
    const device = { name: "n", kind: "HOTP", algorithm: "HMAC_SHA1", digits: 6, period: 30 } as const;
    const { Secret } = await import("../../core/secret.ts");
    setting.users.oath("/alpha", "dana").register({ ...device, secret: new Secret(secret) });
    return { attributes, shared: setting.shared, services: setting.services };
  }

  it("accepts a code once, and none before it", async () => {
    const run = await registered();
    const answer = async (code: string) =>
      (await runNode(oathTokenVerifierNode, { ...run, answers: [code, 0] })).outcome;
    expect(await answer(codes[1])).toBe("successOutcome");
    expect(await answer(codes[1])).toBe("failureOutcome");
    expect(await answer(codes[0])).toBe("failureOutcome");
    expect(await answer(codes[9])).toBe("successOutcome");
  });

  it("leaves by notRegisteredOutcome when the user has only other devices", async () => {
    const { shared, services } = await realDana();
    expect((await runNode(oathTokenVerifierNode, { attributes, shared, services })).outcome).toBe(
      "notRegisteredOutcome",
    );
  });

  it("asks for the next code of a device that is far ahead, once", async () => {
    const far = usersFake({
      oath: () =>
        // biome-ignore lint/suspicious/noExplicitAny: only what the node asks
        ({ list: () => [{ kind: "HOTP" }], verifyHotp: () => ({ ok: false, reason: "resynchronise" }) }) as any,
    });
    const run = { attributes, shared: { username: "dana" }, services: { users: far }, answers: ["123456", 0] };
    const { action } = await runNode(oathTokenVerifierNode, run);
    expect(action).toMatchObject({
      kind: "send",
      callbacks: [{ output: [{ value: "Enter the next verification code" }] }, {}],
    });
    const again = await runNode(oathTokenVerifierNode, { ...run, memory: memoryOf(action) });
    expect(again.outcome).toBe("failureOutcome");
  });
});
