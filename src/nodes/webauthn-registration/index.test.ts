import { FRStep, FRWebAuthn, WebAuthnStepType } from "@forgerock/javascript-sdk";
import { beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import type { Action } from "../../journey/index.ts";
import { type Dana, dana, hidden, memoryOf, outputsOf } from "../testing/dana.ts";
import { runNode } from "../testing/run-node.ts";
import { authenticator, type Lies } from "../webauthn/testing/authenticator.ts";
import { webAuthnRegistrationNode } from "./index.ts";

const origin = "https://login.example.com";
const rpId = "login.example.com";
const plain = { asScript: false };
let setting: Dana;

beforeEach(async () => {
  setting = await dana();
});

async function ask(attributes: JsonObject = plain, shared: JsonObject = setting.shared): Promise<Action> {
  return (await runNode(webAuthnRegistrationNode, { attributes, shared, services: setting.services })).action;
}

function dataOf(action: Action): Record<string, unknown> {
  return outputsOf(action, "MetadataCallback")[0]?.data as Record<string, unknown>;
}

/** Asks and answers. */
async function register(lies: Lies = {}, attributes: JsonObject = {}, key = authenticator()) {
  const settings = { ...plain, ...attributes };
  const asked = await ask(settings);
  const answer = key.register({ challenge: String(dataOf(asked).challenge), rpId, origin }, lies);
  return answerWith(answer, settings, memoryOf(asked));
}

function answerWith(answer: string, attributes: JsonObject, memory: JsonObject) {
  const { shared, services } = setting;
  return runNode(webAuthnRegistrationNode, { attributes, shared, services, memory, answers: ["", hidden(answer)] });
}

const devices = () => setting.users.webauthn("/alpha", "dana").list();

describe("WebAuthn Registration Node, asking", () => {
  it("sends metadata and a hidden value", async () => {
    const action = await ask();
    expect(outputsOf(action, "HiddenValueCallback")).toEqual([{ value: "false", id: "webAuthnOutcome" }]);
    const selection = { userVerification: "preferred", requireResidentKey: false };
    expect(dataOf(action)).toEqual({
      _type: "WebAuthn",
      _action: "webauthn_registration",
      challenge: Buffer.from(String(memoryOf(action).challenge), "base64url").toString("base64"),
      timeout: "60000",
      userVerification: "preferred",
      relyingPartyId: `rpId: "${rpId}",`,
      _relyingPartyId: rpId,
      extensions: {},
      supportsJsonResponse: true,
      attestationPreference: "none",
      userName: "dana",
      userId: expect.stringMatching(/^[\w-]{43}$/),
      displayName: "dana",
      relyingPartyName: "ForgeRock",
      authenticatorSelection: JSON.stringify(selection),
      _authenticatorSelection: selection,
      pubKeyCredParams: '[{"type":"public-key","alg":-7},{"type":"public-key","alg":-257}]',
      _pubKeyCredParams: [
        { type: "public-key", alg: -7 },
        { type: "public-key", alg: -257 },
      ],
      excludeCredentials: "",
      _excludeCredentials: [],
    });
  });

  it.each([true, false])("can be read by the SDK with asScript %s", async (asScript) => {
    await register();
    const action = await ask({ asScript, excludeCredentials: true, authenticatorAttachment: "CROSS_PLATFORM" });
    const step = sdkStep(action);
    expect(FRWebAuthn.getWebAuthnStepType(step)).toBe(WebAuthnStepType.Registration);
    const { metadataCallback, textOutputCallback } = FRWebAuthn.getCallbacks(step);
    const data = asScript
      ? FRWebAuthn.extractMetadata(textOutputCallback?.getMessage() ?? "")
      : metadataCallback?.getOutputValue("data");
    // biome-ignore lint/suspicious/noExplicitAny: the SDK's own type is not exported
    const options = FRWebAuthn.createRegistrationPublicKey(data as any);
    expect(options).toMatchObject({
      rp: { id: rpId, name: "ForgeRock" },
      pubKeyCredParams: [{ alg: -7 }, { alg: -257 }],
      authenticatorSelection: { authenticatorAttachment: "cross-platform" },
      user: { name: "dana" },
    });
    const challenge = Buffer.from(options.challenge as ArrayBuffer).toString("base64url");
    expect(challenge).toBe(memoryOf(action).challenge);
    const [excluded] = options.excludeCredentials ?? [];
    expect(Buffer.from(excluded?.id as ArrayBuffer).toString()).toBe("credential-1");
  });

  it("lets no name end the script or its line", async () => {
    const displayName = "</script>\n\u2028x";
    const attributes = { displayNameSharedState: "shown" };
    const action = await ask(attributes, { ...setting.shared, shown: displayName });
    const script = String(outputsOf(action, "TextOutputCallback")[0]?.message);
    expect(script).not.toMatch(/[<>\u2028]/);
    expect(FRWebAuthn.extractMetadata(script)).toMatchObject({ displayName, userName: "dana" });
  });

  it("asks with another challenge each time, and for the domain that is set", async () => {
    const attributes = { ...plain, relyingPartyDomain: "example.com" };
    const { shared, services } = setting;
    const { action } = await runNode(webAuthnRegistrationNode, { attributes, shared, services });
    const { random } = await import("../testing/run-node.ts").then(({ noServices }) => noServices);
    const more = { attributes, shared, services: { ...services, random } };
    const again = (await runNode(webAuthnRegistrationNode, more)).action;
    expect(dataOf(again).challenge).not.toBe(dataOf(action).challenge);
    expect(dataOf(again)._relyingPartyId).toBe("example.com");
  });

  it("passes on extensions from the state, unless they are something else or huge", async () => {
    const data = async (webAuthnExtensions: JsonObject | string) =>
      dataOf(await ask(plain, { ...setting.shared, webAuthnExtensions })).extensions;
    expect(await data({ credProps: true })).toEqual({ credProps: true });
    expect(await data("credProps")).toEqual({});
    expect(await data({ long: "x".repeat(5_000) })).toEqual({});
  });

  it.each([[""], ["false"], ["webAuthnOutcome"]])("asks again when the hidden value is %j", async (value) => {
    expect((await answerWith(value, plain, { challenge: "AAAA" })).outcome).toBe("waits");
  });
});

describe("WebAuthn Registration Node, answered", () => {
  it("leaves by success with the device and its recovery codes", async () => {
    const { outcome, state } = await register({ name: "Dana’s :: key" });
    expect(outcome).toBe("success");
    expect(devices()).toMatchObject([
      { name: "Dana’s :: key", credentialId: authenticator().credentialId, counter: 0, transports: [] },
    ]);
    expect(state.snapshot("transient")).toMatchObject({ recoveryCodeDeviceName: "Dana’s :: key" });
    expect(state.get("recoveryCodes")).toHaveLength(10);
  });

  it.each([
    ["no name", undefined],
    ["an empty name", " "],
    ["a name of control characters", "\u0000\n"],
  ])("calls a device with %s New Security Key", async (_title, name) => {
    expect((await register(name === undefined ? {} : { name })).outcome).toBe("success");
    expect(devices()).toMatchObject([{ name: "New Security Key" }]);
  });

  it("takes the answer as JSON too", async () => {
    const asked = await ask();
    const legacyData = authenticator().register({ challenge: String(dataOf(asked).challenge), rpId, origin });
    const json = JSON.stringify({ authenticatorAttachment: "platform", legacyData });
    expect((await answerWith(json, plain, memoryOf(asked))).outcome).toBe("success");
  });

  it("takes an origin with two colons in it", async () => {
    const local = "http://[::1]:8080";
    const attributes = { ...plain, origins: [local] };
    expect((await register({ origin: local }, attributes)).outcome).toBe("success");
  });

  const lies: [string, Lies][] = [
    ["another challenge", { challenge: "AAAA" }],
    ["another origin", { origin: "https://evil.example" }],
    ["another relying party", { rpId: "evil.example" }],
    ["the other ceremony", { type: "webauthn.get" }],
    ["a frame in a foreign page", { crossOrigin: true }],
    ["nobody present", { flags: 0 }],
    ["another credential id than the attested one", { credentialId: "AAAA" }],
  ];
  it.each(lies)("leaves by failure for %s", async (_title, lie) => {
    expect((await register(lie)).outcome).toBe("failure");
    expect(devices()).toEqual([]);
  });

  it.each([
    ["text", "hello"],
    ["an empty object", "{}::"],
    ["client data only", '{"type":"webauthn.create"}::1,2,3'],
    ["numbers that are no bytes", '{"type":"webauthn.create"}::1,200,3::AAAA'],
    ["a credential id that is none", '{"type":"webauthn.create"}::1,2,3::<>'],
    ["CBOR that is none", '{"type":"webauthn.create"}::-1,-1,-1::AAAA'],
    ["client data that are no JSON", "{nonsense}::1,2,3::AAAA"],
    ["JSON around nothing", '{"legacyData":7}'],
    ["a flood of separators", "{}::".repeat(16_000)],
  ])("leaves by failure for %s", async (_title, answer) => {
    expect((await answerWith(answer, plain, { challenge: "AAAA" })).outcome).toBe("failure");
  });

  it("wants the person verified only if that is required", async () => {
    expect((await register({ flags: 1 }, { userVerificationRequirement: "REQUIRED" })).outcome).toBe("failure");
    expect((await register({ flags: 1 })).outcome).toBe("success");
  });

  it("wants an algorithm that was offered", async () => {
    expect((await register({}, { acceptedSigningAlgorithms: ["EDDSA"] })).outcome).toBe("failure");
  });

  it("looks at attestation statements only if they were asked for", async () => {
    expect((await register({ fmt: "packed" }, { attestationPreference: "INDIRECT" })).outcome).toBe("failure");
    expect((await register({}, { attestationPreference: "DIRECT" })).outcome).toBe("failure");
    expect((await register({ fmt: "packed" })).outcome).toBe("success");
  });

  it("leaves by failure when the credential is registered already, be it another user's", async () => {
    await setting.users.create("/alpha", { username: "eve" });
    expect((await register()).outcome).toBe("success");
    expect((await register()).outcome).toBe("failure");
    setting = { ...setting, shared: { username: "eve" as "dana" } };
    expect((await register()).outcome).toBe("failure");
  });

  it("leaves by unsupported, and by error with what the client says, cut to size", async () => {
    expect((await answerWith("unsupported", plain, { challenge: "AAAA" })).outcome).toBe("unsupported");
    const error = `ERROR::NotAllowedError:${"no ".repeat(9_999)}`;
    const { outcome, state } = await answerWith(error, plain, { challenge: "AAAA" });
    expect(outcome).toBe("error");
    expect(state.get("WebAuthenticationDOMException")).toMatch(/^NotAllowedError:no .{200,240}$/);
  });

  it("leaves by exceedDeviceLimit before and after asking", async () => {
    const attributes = { maxSavedDevices: 1 };
    expect((await register({}, attributes)).outcome).toBe("success");
    expect((await runNode(webAuthnRegistrationNode, { attributes, ...setting })).outcome).toBe("exceedDeviceLimit");
  });

  it("stores nothing and leaves the device in hidden state when storage is postponed", async () => {
    const attributes = { postponeDeviceProfileStorage: true, storeAttestationDataInTransientState: true };
    const { outcome, state } = await register({}, attributes);
    expect(outcome).toBe("success");
    expect(devices()).toEqual([]);
    expect(state.snapshot("transient")).toMatchObject({
      webauthnDeviceData: { credentialId: authenticator().credentialId },
      webauthnAttestationInfo: { fmt: "none", aaguid: "00000000-0000-0000-0000-000000000000" },
    });
  });

  it.each([
    ["without a user name", {}],
    ["for an unknown user", { username: "stranger" }],
  ])("leaves by failure %s", async (_title, shared) => {
    const { services } = setting;
    expect((await runNode(webAuthnRegistrationNode, { shared, services })).outcome).toBe("failure");
  });
});

it("refuses settings that promise checks which nobody makes", () => {
  expect(() => webAuthnRegistrationNode.bind({ fidoCertificationLevel: "FIDO_CERTIFIED_L1" })).toThrow(/not supported/);
  const revocation = { enforceRevocationCheck: true, attestationPreference: "DIRECT" };
  expect(() => webAuthnRegistrationNode.bind(revocation)).toThrow(/cannot be checked/);
});

function sdkStep(action: Action): FRStep {
  const callbacks = action.kind === "send" ? action.callbacks : [];
  const wire = callbacks.map(({ type, output, inputs }, index) => ({
    ...{ type, output },
    input: inputs.map(({ suffix, value }) => ({ name: `IDToken${index + 1}${suffix}`, value })),
  }));
  return new FRStep({ authId: "a", callbacks: wire } as unknown as ConstructorParameters<typeof FRStep>[0]);
}
