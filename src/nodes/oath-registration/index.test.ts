import { TOTP, URI } from "otpauth";
import { describe, expect, it } from "vitest";
import { dana, memoryOf, outputsOf } from "../testing/dana.ts";
import { runNode } from "../testing/run-node.ts";
import { oathRegistrationNode } from "./index.ts";

const from = { clientIp: "192.0.2.1" };
const window = { steps: 2, period: 30, hash: "HMAC_SHA1" } as const;

async function uriOf(attributes: object, user: Parameters<typeof dana>[0] = {}): Promise<string> {
  const { shared, services } = await dana(user);
  const { action } = await runNode(oathRegistrationNode, { attributes: { ...attributes }, shared, services });
  return String(outputsOf(action, "HiddenValueCallback")[0]?.value);
}

describe("OATH Registration", () => {
  it("shows text, QR code script, the address as a hidden value, and Next", async () => {
    const { shared, services } = await dana();
    const { action } = await runNode(oathRegistrationNode, { shared, services });
    expect(outputsOf(action, "TextOutputCallback")).toEqual([
      { message: expect.stringContaining("Scan the QR code"), messageType: "0" },
      { message: expect.stringContaining("window.QRCodeReader"), messageType: "4" },
    ]);
    const [hidden] = outputsOf(action, "HiddenValueCallback");
    const { secret } = memoryOf(action);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(hidden).toEqual({
      id: "mfaDeviceRegistration",
      value: `otpauth://totp/ForgeRock:dana?secret=${secret}&issuer=ForgeRock&period=30&digits=6&b=032b75`,
    });
    expect(outputsOf(action, "ConfirmationCallback")).toMatchObject([{ options: ["Next"] }]);
  });

  it("makes a secret of its own for each registration, and of the length that is wished", async () => {
    const attributes = { minSharedSecretLength: 64 };
    const secrets = new Set<string>();
    const { shared, services } = await dana();
    const { action } = await runNode(oathRegistrationNode, { attributes, shared, services });
    secrets.add(String(memoryOf(action).secret));
    expect([...secrets][0]).toHaveLength(52);
  });

  it("leaves by successOutcome with a registered device, whose codes count, and with recovery codes", async () => {
    const { shared, services, users, clock } = await dana();
    const { action } = await runNode(oathRegistrationNode, { shared, services });
    const uri = String(outputsOf(action, "HiddenValueCallback")[0]?.value);
    const memory = memoryOf(action);
    const { outcome, state } = await runNode(oathRegistrationNode, { shared, services, memory, answers: [0] });
    expect(outcome).toBe("successOutcome");
    const totp = URI.parse(uri);
    const code = totp instanceof TOTP ? totp.generate({ timestamp: clock.now() }) : "";
    expect(users.verifyTotp("/alpha", "dana", code, window, from)).toEqual({ ok: true });
    expect(state.snapshot("transient").recoveryCodes).toHaveLength(10);
    expect(users.recoveryCodes("/alpha", "dana").count("OATH")).toBe(10);
    expect(JSON.stringify(state.snapshot("shared"))).not.toContain(memory.secret);
  });

  it("stores nothing and leaves the device in hidden state when storage is postponed", async () => {
    const { shared, services, users } = await dana();
    const attributes = { postponeDeviceProfileStorage: true };
    const memory = { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" };
    const run = await runNode(oathRegistrationNode, { attributes, shared, services, memory, answers: [0] });
    expect(run.outcome).toBe("successOutcome");
    expect(run.state.snapshot("transient").oathDeviceProfile).toMatchObject({ kind: "TOTP", digits: 6, lastStep: -1 });
    expect(run.state.snapshot("shared")).toEqual(shared);
    expect(users.oath("/alpha", "dana").list()).toEqual([]);
  });

  it.each([
    ["without a user name", {}],
    ["for an unknown user", { username: "stranger" }],
    ["for a user name that is none", { username: ["dana"] }],
  ])("leaves by failureOutcome %s", async (_title, shared) => {
    const { services } = await dana();
    expect(await runNode(oathRegistrationNode, { shared, services })).toMatchObject({ outcome: "failureOutcome" });
  });

  it("leaves by failureOutcome when the user has as many devices as are allowed", async () => {
    const { shared, services } = await dana();
    const memory = { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" };
    const register = () => runNode(oathRegistrationNode, { shared, services, memory, answers: [0] });
    for (let count = 0; count < 10; count += 1) expect((await register()).outcome).toBe("successOutcome");
    expect((await register()).outcome).toBe("failureOutcome");
  });

  it("says HOTP, hash, digits, colour and image as they are set, and takes the account's name from an attribute", async () => {
    const look = { issuer: "Acme & Co", bgColor: "#ff0000", imgUrl: "https://acme.example/i.png" };
    const hotp = await uriOf({ ...look, algorithm: "HOTP", passwordLength: "EIGHT_DIGITS" });
    expect(hotp).toMatch(
      /^otpauth:\/\/hotp\/Acme%20%26%20Co:dana\?secret=\w+&issuer=Acme%20%26%20Co&counter=0&digits=8/,
    );
    expect(hotp).toMatch(/&b=ff0000&image=https%3A%2F%2Facme\.example%2Fi\.png$/);
    const named = { accountName: "EMAIL_ADDRESS", totpHashAlgorithm: "HMAC_SHA256" };
    expect(await uriOf(named, { mail: ["dana@example.com"] })).toMatch(/:dana%40example\.com\?.*&algorithm=SHA256/);
    expect(await uriOf(named)).toContain("ForgeRock:dana?");
  });

  it("refuses HOTP with what RFC 4226 does not know", () => {
    expect(() => oathRegistrationNode.bind({ algorithm: "HOTP", addChecksum: true })).toThrow(/not supported/);
    expect(() => oathRegistrationNode.bind({ algorithm: "HOTP", truncationOffset: 3 })).toThrow(/not supported/);
    expect(() => oathRegistrationNode.bind({ addChecksum: true })).not.toThrow();
  });
});
