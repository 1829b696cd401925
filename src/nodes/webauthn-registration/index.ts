import { type Action, goTo, type NodeContext, send } from "../../journey/index.ts";
import { node } from "../define.ts";
import type { NodeServices } from "../services.ts";
import { bytesOf, type ClientAnswer, credentialIdOf, readClientAnswer } from "../webauthn/client-answer.ts";
import { clientErrorKey, noteClientError } from "../webauthn/client-error.ts";
import { registrationMetadata } from "../webauthn/metadata.ts";
import { deviceNameOf, newDeviceKey, putNewDevice, storeNewDevice } from "../webauthn/new-device.ts";
import { relyingParty } from "../webauthn/relying-party.ts";
import { webAuthnCallbacks } from "../webauthn/step.ts";
import { userHandle } from "../webauthn/user-handle.ts";
import { verifyRegistration } from "../webauthn/verify.ts";
import { config, coseNumbers, type Settings } from "./settings.ts";

type Context = NodeContext<Settings, NodeServices>;
type Credential = Extract<ClientAnswer, { kind: "credential" }>;

const attestationKey = "webauthnAttestationInfo";

/** Has the person register an authenticator: a passkey, a security key, the device's own. */
export const webAuthnRegistrationNode = node({
  type: "WebAuthnRegistrationNode",
  version: 1,
  title: "WebAuthn Registration Node",
  tags: ["mfa", "multi-factor authentication"],
  config,
  outcomes: ({ maxSavedDevices }) => ({
    unsupported: "Unsupported",
    success: "Success",
    failure: "Failure",
    error: "Client Error",
    ...(maxSavedDevices > 0 ? { exceedDeviceLimit: "Device Limit Exceeded" } : {}),
  }),
  reads: ({ displayNameSharedState: displayName }) => [
    "username",
    "webAuthnExtensions",
    ...(displayName ? [displayName] : []),
  ],
  writes: [newDeviceKey, attestationKey, clientErrorKey, "recoveryCodes", "recoveryCodeDeviceName"],
  run(context) {
    const { answers, config: settings, memory, realm, services, state } = context;
    const given = state.get("username");
    if (typeof given !== "string" || given === "") return goTo("failure", { reason: "no user name" });
    const identity = services.users.find(realm, given);
    if (identity === null && !settings.postponeDeviceProfileStorage) return goTo("failure", { reason: "no such user" });
    const username = identity?.username ?? given;
    const credentials = identity === null ? [] : services.users.webauthn(realm, username).list();
    if (settings.maxSavedDevices > 0 && credentials.length >= settings.maxSavedDevices) {
      return goTo("exceedDeviceLimit", { reason: `${credentials.length} devices` });
    }
    const answer = readClientAnswer(answers ?? []);
    const { challenge } = memory;
    if (answer.kind === "none" || typeof challenge !== "string") {
      return ask(
        context,
        username,
        settings.excludeCredentials ? credentials.map((device) => device.credentialId) : [],
      );
    }
    if (answer.kind === "unsupported") return goTo("unsupported");
    if (answer.kind === "error") return noteClientError(state, answer.error);
    if (answer.kind === "malformed") return goTo("failure", { reason: "malformed answer" });
    return register(context, username, answer, challenge);
  },
});

function ask(
  { config: settings, realm, request, services, state }: Context,
  username: string,
  exclude: string[],
): Action {
  const challenge = services.random.bytes(32).toString("base64url");
  const named = settings.displayNameSharedState ? state.get(settings.displayNameSharedState) : undefined;
  const displayName = typeof named === "string" && named !== "" ? named.slice(0, 128) : username;
  const data = registrationMetadata({
    challenge,
    timeoutSeconds: settings.timeout,
    userVerification: settings.userVerificationRequirement,
    relyingPartyId: relyingParty(settings, request.origin).id,
    extensions: state.get("webAuthnExtensions"),
    attestation: settings.attestationPreference,
    user: { handle: userHandle(realm, username), name: username, displayName },
    relyingPartyName: settings.relyingPartyName,
    algorithms: settings.acceptedSigningAlgorithms.map((name) => coseNumbers[name]),
    attachment: settings.authenticatorAttachment,
    requireResidentKey: settings.requiresResidentKey,
    exclude,
  });
  const callbacks = webAuthnCallbacks(data, { asScript: settings.asScript, withRecoveryCode: false });
  return send(callbacks, { memory: { challenge } });
}

async function register(
  { config: settings, realm, request, services: { users }, state }: Context,
  username: string,
  { clientDataJson, parts }: Credential,
  challenge: string,
): Promise<Action> {
  const attestationObject = bytesOf(parts[0]);
  const credentialId = credentialIdOf(parts[1]);
  if (attestationObject === null || credentialId === null) return goTo("failure", { reason: "malformed answer" });
  const verdict = await verifyRegistration(
    { clientDataJson, attestationObject, credentialId },
    {
      challenge,
      relyingParty: relyingParty(settings, request.origin),
      requireUserVerification: settings.userVerificationRequirement === "REQUIRED",
      attestation: settings.attestationPreference,
      algorithms: settings.acceptedSigningAlgorithms.map((name) => coseNumbers[name]),
    },
  );
  if (!verdict.ok) return goTo("failure", { reason: verdict.reason });
  const { attestationFormat, ...credential } = verdict.value;
  if (settings.storeAttestationDataInTransientState) {
    state.putTransient(attestationKey, { fmt: attestationFormat, aaguid: credential.aaguid });
  }
  const device = { ...credential, name: deviceNameOf(parts.slice(2).join("::")), transports: [] };
  if (settings.postponeDeviceProfileStorage) {
    putNewDevice(state, device);
    return goTo("success", { reason: "storage postponed" });
  }
  const stored = storeNewDevice(users, device, state, { ...settings, realm, username });
  if (stored.ok) return goTo("success");
  const isLimit = stored.code === "users.too-many-devices" && settings.maxSavedDevices > 0;
  return goTo(isLimit ? "exceedDeviceLimit" : "failure", { reason: stored.code });
}
