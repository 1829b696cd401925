import { FRWebAuthn } from "@forgerock/javascript-sdk";
import { beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import type { Action } from "../../journey/index.ts";
import { type Dana, dana, hidden, memoryOf, outputsOf } from "../testing/dana.ts";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import { authenticator, type Lies } from "../webauthn/testing/authenticator.ts";
import { userHandle } from "../webauthn/user-handle.ts";
import { verifyRegistration } from "../webauthn/verify.ts";
import { webAuthnAuthenticationNode } from "./index.ts";

const origin = "https://login.example.com";
const rpId = "login.example.com";
const plain = { asScript: false };
const passkey = { ...plain, requiresResidentKey: true };
let setting: Dana;
let key: ReturnType<typeof authenticator>;

beforeEach(async () => {
  setting = await dana();
  await setting.users.create("/alpha", { username: "eve" });
  key = authenticator();
  await give("dana", key);
});

/** Registers an authenticator with a user. */
async function give(username: string, it: typeof key): Promise<void> {
  const challenge = "AAAA";
  const [clientDataJson = "", bytes = ""] = it.register({ challenge, rpId, origin }).split("::");
  const attestationObject = Buffer.from(bytes.split(",").map(Number)).toString("base64url");
  const expected = { challenge, relyingParty: { id: rpId, origins: [origin] }, requireUserVerification: false };
  const verdict = await verifyRegistration(
    { clientDataJson, attestationObject, credentialId: it.credentialId },
    { ...expected, attestation: "NONE", algorithms: [-7] },
  );
  if (!verdict.ok) throw new Error(verdict.reason);
  const { attestationFormat: _format, ...credential } = verdict.value;
  setting.users.webauthn("/alpha", username).add({ ...credential, name: "Key", transports: [] });
}

function run(attributes: JsonObject, more: NodeRun = {}) {
  const { shared, services } = setting;
  return runNode(webAuthnAuthenticationNode, { attributes, shared, services, ...more });
}

function dataOf(action: Action): Record<string, unknown> {
  return outputsOf(action, "MetadataCallback")[0]?.data as Record<string, unknown>;
}

/** Asks and answers. */
async function logIn(lies: Lies = {}, attributes: JsonObject = plain, more: NodeRun = {}) {
  const { action } = await run(attributes, more);
  const answer = key.authenticate({ challenge: String(dataOf(action).challenge), rpId, origin }, lies);
  return run(attributes, { ...more, memory: memoryOf(action), answers: ["", hidden(answer)] });
}

describe("WebAuthn Authentication Node, asking", () => {
  it("sends metadata with the user's credentials, and a hidden value", async () => {
    const { action } = await run(plain);
    expect(outputsOf(action, "HiddenValueCallback")).toEqual([{ value: "false", id: "webAuthnOutcome" }]);
    const id = [...Buffer.from("credential-1")];
    expect(dataOf(action)).toEqual({
      _type: "WebAuthn",
      _action: "webauthn_authentication",
      challenge: Buffer.from(String(memoryOf(action).challenge), "base64url").toString("base64"),
      timeout: "60000",
      userVerification: "preferred",
      relyingPartyId: `rpId: "${rpId}",`,
      _relyingPartyId: rpId,
      extensions: {},
      supportsJsonResponse: true,
      allowCredentials: `{ "type": "public-key", "id": new Int8Array([${id.join(",")}]).buffer }`,
      _allowCredentials: [{ type: "public-key", id }],
    });
  });

  it("can be read by the SDK as a script", async () => {
    const { action } = await run({});
    const script = String(outputsOf(action, "TextOutputCallback")[0]?.message);
    expect(script).toContain("webAuthnOutcome");
    expect(script).not.toContain("pubKeyCredParams");
    const options = FRWebAuthn.createAuthenticationPublicKey(FRWebAuthn.extractMetadata(script) as never);
    expect(options).toMatchObject({ rpId, userVerification: "preferred", allowCredentials: [{ type: "public-key" }] });
  });

  it("names no credentials when the authenticator is to say who it is", async () => {
    const { action } = await run(passkey, { shared: {} });
    expect(dataOf(action)).toMatchObject({ allowCredentials: "", _allowCredentials: [] });
  });

  it.each([
    ["for a user without a device", { username: "eve" }],
    ["for an unknown user", { username: "stranger" }],
    ["without a user name", {}],
  ])("leaves by noDevice %s", async (_title, shared) => {
    expect((await run(plain, { shared })).outcome).toBe("noDevice");
  });
});

describe("WebAuthn Authentication Node, answered", () => {
  it("leaves by success, and identifies the user", async () => {
    const { action, state } = await logIn();
    expect(state.get("secondFactors")).toEqual(["WEB_AUTHN"]);
    const { universalId } = setting.users.find("/alpha", "dana") ?? {};
    expect(action).toMatchObject({ outcome: "success", identifiedUser: { username: "dana", universalId } });
    expect(setting.users.webauthn("/alpha", "dana").list()).toMatchObject([{ lastUsedAt: setting.clock.now() }]);
  });

  it("lets a passkey say who it is", async () => {
    const lies = { userHandle: userHandle("/alpha", "dana") };
    const { action, state } = await logIn(lies, passkey, { shared: {} });
    expect(action).toMatchObject({ outcome: "success", identifiedUser: { username: "dana" } });
    expect(state.get("username")).toBe("dana");
  });

  const lies: [string, Lies][] = [
    ["another challenge", { challenge: "AAAA" }],
    ["another origin", { origin: "https://evil.example" }],
    ["another relying party", { rpId: "evil.example" }],
    ["the other ceremony", { type: "webauthn.create" }],
    ["a frame in a foreign page", { crossOrigin: true }],
    ["nobody present", { flags: 0 }],
    ["an unknown credential", { credentialId: "AAAA" }],
    ["somebody else's user handle", { userHandle: userHandle("/alpha", "eve") }],
  ];
  it.each(lies)("leaves by failure for %s", async (_title, lie) => {
    expect((await logIn(lie)).outcome).toBe("failure");
  });

  it("leaves by failure for an answer to an earlier challenge", async () => {
    const { action } = await run(plain);
    const answer = key.authenticate({ challenge: String(dataOf(action).challenge), rpId, origin });
    const memory = { challenge: Buffer.alloc(32, 1).toString("base64url") };
    expect((await run(plain, { memory, answers: ["", hidden(answer)] })).outcome).toBe("failure");
  });

  it("leaves by failure for a signature of another key", async () => {
    key = authenticator();
    expect((await logIn()).outcome).toBe("failure");
  });

  it("leaves by failure for a credential of somebody else than the user who is known", async () => {
    const other = { shared: { username: "eve" } };
    await give("eve", authenticator("eves"));
    expect((await logIn({}, plain, other)).outcome).toBe("failure");
    expect((await logIn({}, passkey, other)).outcome).toBe("failure");
    const user = { username: "eve", universalId: "x" };
    expect((await logIn({}, passkey, { shared: {}, user })).outcome).toBe("failure");
  });

  it("leaves by failure for a user who is not active", async () => {
    setting.users.setActive("/alpha", "dana", false);
    expect((await logIn()).outcome).toBe("failure");
  });

  it("wants the person verified only if that is required", async () => {
    expect((await logIn({ flags: 1 }, { ...plain, userVerificationRequirement: "REQUIRED" })).outcome).toBe("failure");
    expect((await logIn({ flags: 1 })).outcome).toBe("success");
  });

  it("leaves by failure when the signature counter does not grow, or by successSignCountMismatch", async () => {
    const detect = { ...plain, detectSignCountMismatch: true };
    expect((await logIn({ counter: 5 })).outcome).toBe("success");
    expect((await logIn({ counter: 6 }, detect)).outcome).toBe("success");
    expect((await logIn({ counter: 6 })).outcome).toBe("failure");
    const { action } = await logIn({ counter: 2 }, detect);
    expect(action).toMatchObject({ outcome: "successSignCountMismatch", identifiedUser: { username: "dana" } });
    expect((await logIn({ counter: 2, origin: "https://evil.example" }, detect)).outcome).toBe("failure");
  });

  it.each([
    ["unsupported", "unsupported"],
    ["ERROR::NotAllowedError:no", "error"],
    ["nonsense", "failure"],
    ['{"type":"webauthn.get"}::1::2::AAAA', "failure"],
    ["{}::1,2::999::AAAA", "failure"],
    ["webAuthnOutcome", "waits"],
  ])("leaves for %s by %s", async (value, outcome) => {
    const more = { memory: { challenge: "AAAA" }, answers: ["", hidden(value)] };
    expect((await run(plain, more)).outcome).toBe(outcome);
  });

  it("leaves by recoveryCode only when that is allowed", async () => {
    const pressed = { type: "ConfirmationCallback", values: { "": 0 } };
    const more = { memory: { challenge: "AAAA" }, answers: ["", hidden("webAuthnOutcome"), pressed] };
    expect((await run({ ...plain, isRecoveryCodeAllowed: true }, more)).outcome).toBe("recoveryCode");
    expect((await run(plain, more)).outcome).toBe("waits");
  });
});
