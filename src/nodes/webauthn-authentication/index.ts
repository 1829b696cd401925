import { z } from "zod";
import { type Action, goTo, type NodeContext, send } from "../../journey/index.ts";
import type { Identity } from "../../users/index.ts";
import { node } from "../define.ts";
import { noteSecondFactor, secondFactorsKey } from "../second-factors.ts";
import type { NodeServices } from "../services.ts";
import { bytesOf, type ClientAnswer, credentialIdOf, readClientAnswer } from "../webauthn/client-answer.ts";
import { clientErrorKey, noteClientError } from "../webauthn/client-error.ts";
import { authenticationMetadata } from "../webauthn/metadata.ts";
import { relyingParty } from "../webauthn/relying-party.ts";
import { webAuthnSettings } from "../webauthn/settings.ts";
import { pressedRecovery, webAuthnCallbacks } from "../webauthn/step.ts";
import { userHandle } from "../webauthn/user-handle.ts";
import { verifyAuthentication } from "../webauthn/verify.ts";

const config = z.object({
  ...webAuthnSettings,
  isRecoveryCodeAllowed: z.boolean().default(false).meta({
    title: "Allow recovery codes",
    description: "Offers a button that leaves by the recovery code outcome.",
  }),
  requiresResidentKey: z.boolean().default(false).meta({
    title: "Username from device",
    description: "The authenticator says who it is: no user name is needed.",
  }),
  detectSignCountMismatch: z.boolean().default(false).meta({
    title: "Detect sign count mismatch",
    description: "Leave by an outcome of its own when the signature counter did not grow, instead of failing.",
  }),
});

type Context = NodeContext<z.output<typeof config>, NodeServices>;
type Credential = Extract<ClientAnswer, { kind: "credential" }>;

/** Has the person prove possession of a registered authenticator. */
export const webAuthnAuthenticationNode = node({
  type: "WebAuthnAuthenticationNode",
  version: 1,
  title: "WebAuthn Authentication Node",
  tags: ["mfa", "multi-factor authentication"],
  config,
  outcomes: ({ isRecoveryCodeAllowed, detectSignCountMismatch }) => ({
    unsupported: "Unsupported",
    noDevice: "No Device Registered",
    success: "Success",
    failure: "Failure",
    error: "Client Error",
    ...(isRecoveryCodeAllowed ? { recoveryCode: "Recovery Code" } : {}),
    ...(detectSignCountMismatch ? { successSignCountMismatch: "Sign Count Mismatch" } : {}),
  }),
  reads: ["username", "webAuthnExtensions", secondFactorsKey],
  writes: ["username", clientErrorKey, secondFactorsKey],
  run(context) {
    const { answers, config: settings, memory, state } = context;
    const known = credentialsOfUser(context);
    if (known.length === 0 && !settings.requiresResidentKey) return goTo("noDevice");
    if (answers !== null && settings.isRecoveryCodeAllowed && pressedRecovery(answers)) return goTo("recoveryCode");
    const answer = readClientAnswer(answers ?? []);
    const { challenge } = memory;
    if (answer.kind === "none" || typeof challenge !== "string") {
      return ask(context, settings.requiresResidentKey ? [] : known);
    }
    if (answer.kind === "unsupported") return goTo("unsupported");
    if (answer.kind === "error") return noteClientError(state, answer.error);
    if (answer.kind === "malformed") return goTo("failure", { reason: "malformed answer" });
    return authenticate(context, answer, challenge);
  },
});

function credentialsOfUser({ realm, services: { users }, state }: Context): string[] {
  const username = state.get("username");
  if (typeof username !== "string" || username === "") return [];
  return users
    .webauthn(realm, username)
    .list()
    .map(({ credentialId }) => credentialId);
}

function ask({ config: settings, request, services, state }: Context, allow: readonly string[]): Action {
  const challenge = services.random.bytes(32).toString("base64url");
  const about = {
    challenge,
    timeoutSeconds: settings.timeout,
    userVerification: settings.userVerificationRequirement,
    relyingPartyId: relyingParty(settings, request.origin).id,
    extensions: state.get("webAuthnExtensions"),
  };
  const { asScript, isRecoveryCodeAllowed: withRecoveryCode } = settings;
  const callbacks = webAuthnCallbacks(authenticationMetadata(about, allow), { asScript, withRecoveryCode });
  return send(callbacks, { memory: { challenge } });
}

async function authenticate(context: Context, answer: Credential, challenge: string): Promise<Action> {
  const { config: settings, realm, request, services, state } = context;
  const { clientDataJson, parts } = answer;
  const [authenticatorData, signature, credentialId] = [bytesOf(parts[0]), bytesOf(parts[1]), credentialIdOf(parts[2])];
  if (authenticatorData === null || signature === null || credentialId === null) {
    return goTo("failure", { reason: "malformed answer" });
  }
  const owner = services.users.webauthnOwner(realm, credentialId);
  const refusal = refusalOf(context, owner, parts.slice(3).join("::"));
  if (owner === null || refusal !== null) return goTo("failure", { reason: refusal ?? "unknown credential" });
  const devices = services.users.webauthn(realm, owner.username);
  const device = devices.list().find((candidate) => candidate.credentialId === credentialId);
  if (device === undefined) return goTo("failure", { reason: "unknown credential" });
  const verdict = await verifyAuthentication({ clientDataJson, authenticatorData, signature, credentialId }, device, {
    challenge,
    relyingParty: relyingParty(settings, request.origin),
    requireUserVerification: settings.userVerificationRequirement === "REQUIRED",
  });
  if (!verdict.ok) return goTo("failure", { reason: verdict.reason });
  const hasGrown = devices.updateCounter(credentialId, verdict.value);
  const mismatch = "the signature counter did not grow: the authenticator may have been copied";
  if (!hasGrown && !settings.detectSignCountMismatch) return goTo("failure", { reason: mismatch });
  const { username, universalId } = owner;
  state.putShared("username", username);
  if (hasGrown) noteSecondFactor(state, "WEB_AUTHN");
  const identifiedUser = { username, universalId };
  return hasGrown
    ? goTo("success", { identifiedUser })
    : goTo("successSignCountMismatch", { identifiedUser, reason: mismatch });
}

/** Why this credential does not count here, though its signature may be right. */
function refusalOf({ realm, state, user }: Context, owner: Identity | null, handle: string): string | null {
  if (owner === null) return "unknown credential";
  const claimed = [state.get("username"), user?.username].filter((name) => typeof name === "string" && name !== "");
  const isOwner = claimed.every((name) => userHandle(realm, String(name)) === userHandle(realm, owner.username));
  if (!isOwner) return "somebody else's credential";
  if (handle !== "" && handle !== userHandle(realm, owner.username)) return "the user handle is not the owner's";
  return owner.active ? null : "the user is not active";
}
