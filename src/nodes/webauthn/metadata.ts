import type { Json, JsonObject } from "../../core/json.ts";
import { isJsonObject } from "../../core/json.ts";

/** What both kinds of challenge tell the client. */
export interface Challenge {
  /** base64url. */
  readonly challenge: string;
  readonly timeoutSeconds: number;
  readonly userVerification: "REQUIRED" | "PREFERRED" | "DISCOURAGED";
  readonly relyingPartyId: string;
  /** As a node or script put it into the state. */
  readonly extensions: Json | undefined;
}

export interface Registration extends Challenge {
  readonly attestation: "NONE" | "INDIRECT" | "DIRECT";
  readonly user: { readonly handle: string; readonly name: string; readonly displayName: string };
  readonly relyingPartyName: string;
  /** COSE numbers. */
  readonly algorithms: readonly number[];
  readonly attachment: "UNSPECIFIED" | "PLATFORM" | "CROSS_PLATFORM";
  readonly requireResidentKey: boolean;
  /** Credential ids, base64url. */
  readonly exclude: readonly string[];
}

/** Longer ones, as JSON, are left out. */
const longestExtensions = 4096;

export function registrationMetadata(registration: Registration): JsonObject {
  const { attestation, user, relyingPartyName, algorithms, attachment, requireResidentKey, exclude } = registration;
  const parameters = algorithms.map((alg) => ({ type: "public-key", alg }));
  const selection = {
    userVerification: registration.userVerification.toLowerCase(),
    requireResidentKey,
    ...(attachment === "UNSPECIFIED" ? {} : { authenticatorAttachment: attachment.toLowerCase().replace("_", "-") }),
  };
  return {
    ...common("webauthn_registration", registration),
    attestationPreference: attestation.toLowerCase(),
    userName: user.name,
    userId: user.handle,
    displayName: user.displayName,
    relyingPartyName,
    authenticatorSelection: JSON.stringify(selection),
    _authenticatorSelection: selection,
    pubKeyCredParams: JSON.stringify(parameters),
    _pubKeyCredParams: parameters,
    excludeCredentials: credentialText(exclude),
    _excludeCredentials: exclude.map(descriptor),
  };
}

/** @param allow credential ids, base64url; none: whatever the authenticator has for this relying party */
export function authenticationMetadata(challenge: Challenge, allow: readonly string[]): JsonObject {
  return {
    ...common("webauthn_authentication", challenge),
    allowCredentials: credentialText(allow),
    _allowCredentials: allow.map(descriptor),
  };
}

function common(action: string, { challenge, timeoutSeconds, userVerification, ...more }: Challenge): JsonObject {
  const { relyingPartyId, extensions } = more;
  const isUsable = isJsonObject(extensions) && JSON.stringify(extensions).length <= longestExtensions;
  return {
    _type: "WebAuthn",
    _action: action,
    challenge: Buffer.from(challenge, "base64url").toString("base64"),
    timeout: String(timeoutSeconds * 1000),
    userVerification: userVerification.toLowerCase(),
    relyingPartyId: `rpId: "${relyingPartyId}",`,
    _relyingPartyId: relyingPartyId,
    extensions: isUsable ? extensions : {},
    supportsJsonResponse: true,
  };
}

function descriptor(credentialId: string): { type: string; id: number[] } {
  return { type: "public-key", id: [...new Int8Array(Buffer.from(credentialId, "base64url"))] };
}

/** As PingAM wrote it before there was `_allowCredentials`. */
function credentialText(credentialIds: readonly string[]): string {
  const texts = credentialIds.map((credentialId) => {
    return `{ "type": "public-key", "id": new Int8Array([${descriptor(credentialId).id.join(",")}]).buffer }`;
  });
  return texts.join(",");
}
