import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { WebAuthnDevice } from "../../users/index.ts";
import { refuseFetches } from "./attestation-fetches.ts";
import type { RelyingParty } from "./relying-party.ts";

/** Registration and authentication ceremonies (WebAuthn level 2, 7.1 and 7.2), by @simplewebauthn/server, loaded when needed. */

export interface Expected {
  /** base64url. */
  readonly challenge: string;
  readonly relyingParty: RelyingParty;
  readonly requireUserVerification: boolean;
}

export interface ExpectedRegistration extends Expected {
  readonly attestation: "NONE" | "INDIRECT" | "DIRECT";
  /** COSE numbers. */
  readonly algorithms: readonly number[];
}

/** All base64url, except the client data. */
export interface AttestationAnswer {
  readonly clientDataJson: string;
  readonly attestationObject: string;
  readonly credentialId: string;
}

export interface AssertionAnswer {
  readonly clientDataJson: string;
  readonly authenticatorData: string;
  readonly signature: string;
  readonly credentialId: string;
}

export interface NewCredential {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly aaguid: string;
  readonly attestationFormat: string;
}

export type Verdict<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export function verifyRegistration(
  answer: AttestationAnswer,
  expected: ExpectedRegistration,
): Promise<Verdict<NewCredential>> {
  return judged(async () => {
    refuseFrames(answer.clientDataJson);
    const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
    const attestationObject =
      expected.attestation === "NONE" ? await withoutStatement(answer.attestationObject) : answer.attestationObject;
    await refuseFetches(attestationObject);
    const { registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...credential(answer.credentialId),
        response: { clientDataJSON: base64url(answer.clientDataJson), attestationObject },
      },
      ...common(expected),
      supportedAlgorithmIDs: [...expected.algorithms],
    });
    if (registrationInfo === undefined) throw new Error("the attestation statement is not valid");
    const { aaguid, fmt, credential: made } = registrationInfo;
    if (made.id !== answer.credentialId) throw new Error("the credential id is not the attested one");
    if (expected.attestation === "DIRECT" && fmt === "none") throw new Error("there is no attestation statement");
    const publicKey = Buffer.from(made.publicKey).toString("base64url");
    return { credentialId: made.id, publicKey, counter: made.counter, aaguid, attestationFormat: fmt };
  });
}

/** The signature counter that the authenticator told; whether it may have this value is for the store to say. */
export function verifyAuthentication(
  answer: AssertionAnswer,
  device: Pick<WebAuthnDevice, "credentialId" | "publicKey">,
  expected: Expected,
): Promise<Verdict<number>> {
  return judged(async () => {
    refuseFrames(answer.clientDataJson);
    const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
    const { clientDataJson, authenticatorData, signature, credentialId } = answer;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...credential(credentialId),
        response: { clientDataJSON: base64url(clientDataJson), authenticatorData, signature },
      },
      ...common(expected),
      // With 0 the library leaves the counter to us.
      credential: {
        id: device.credentialId,
        publicKey: new Uint8Array(Buffer.from(device.publicKey, "base64url")),
        counter: 0,
      },
    });
    if (!verified) throw new Error("the signature is not valid");
    return authenticationInfo.newCounter;
  });
}

const longestMs = 5_000;
const longestReason = 200;

/** The library says every refusal with an exception of its own, and so does whatever decodes hostile bytes for it. */
async function judged<T>(work: () => Promise<T>): Promise<Verdict<T>> {
  const stop = new AbortController();
  const tooLong = delay(longestMs, undefined, { signal: stop.signal, ref: false }).then(() => {
    throw new Error("the check took too long");
  });
  try {
    return { ok: true, value: await Promise.race([work(), tooLong]) };
  } catch (error) {
    return { ok: false, reason: (error instanceof Error ? error.message : "refused").slice(0, longestReason) };
  } finally {
    tooLong.catch(() => undefined);
    stop.abort();
  }
}

function common({ challenge, relyingParty, requireUserVerification }: Expected) {
  return {
    expectedChallenge: challenge,
    expectedOrigin: [...relyingParty.origins],
    expectedRPID: relyingParty.id,
    requireUserVerification,
  };
}

function credential(id: string) {
  return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {} };
}

function base64url(clientDataJson: string): string {
  return Buffer.from(clientDataJson, "utf8").toString("base64url");
}

const frameFacts = z.looseObject({ crossOrigin: z.boolean().optional(), topOrigin: z.string().optional() });

/** A page of ours inside somebody else's could be made to ask without the person seeing for whom. */
function refuseFrames(clientDataJson: string): void {
  const { crossOrigin = false, topOrigin } = frameFacts.parse(JSON.parse(clientDataJson));
  if (crossOrigin || topOrigin !== undefined) throw new Error("asked from a frame in a page of another origin");
}

/** Who asked for no statement does not look at one, as browsers do (WebAuthn level 2, 5.1.3, step 22). */
async function withoutStatement(attestationObject: string): Promise<string> {
  const { decodeAttestationObject, isoCBOR } = await import("@simplewebauthn/server/helpers");
  const authData = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, "base64url"))).get("authData");
  const bare = new Map<string, string | Uint8Array | Map<string, string>>([
    ["fmt", "none"],
    ["attStmt", new Map()],
    ["authData", authData],
  ]);
  return Buffer.from(isoCBOR.encode(bare)).toString("base64url");
}
