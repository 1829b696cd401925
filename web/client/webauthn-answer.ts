/** The answers to a WebAuthn step, as PingAM's hidden value takes them. */

export const unsupportedAnswer = "unsupported";

interface CredentialFacts {
  readonly id: string;
  readonly clientDataJSON: ArrayBuffer;
  /** `platform` or `cross-platform`; `null` when the browser does not tell. */
  readonly attachment: string | null;
}

export interface NewCredential extends CredentialFacts {
  readonly attestationObject: ArrayBuffer;
  /** The name that the person gives the device, or "". */
  readonly deviceName: string;
}

export interface Assertion extends CredentialFacts {
  readonly authenticatorData: ArrayBuffer;
  readonly signature: ArrayBuffer;
  readonly userHandle: ArrayBuffer | null;
}

export function newCredentialAnswer(credential: NewCredential, asJson: boolean): string {
  const { id, clientDataJSON, attestationObject, deviceName } = credential;
  // The parts are told apart by "::": a name must not hold it.
  const name = deviceName.replaceAll(/:{2,}/g, ":").trim();
  const parts = [textOf(clientDataJSON), integers(attestationObject), id, ...(name === "" ? [] : [name])];
  return answer(parts, credential, asJson);
}

export function assertionAnswer(assertion: Assertion, asJson: boolean): string {
  const { id, clientDataJSON, authenticatorData, signature, userHandle } = assertion;
  const handle = userHandle === null || userHandle.byteLength === 0 ? [] : [textOf(userHandle)];
  const parts = [textOf(clientDataJSON), integers(authenticatorData), integers(signature), id, ...handle];
  return answer(parts, assertion, asJson);
}

export function errorAnswer({ name, message }: { readonly name: string; readonly message: string }): string {
  return `ERROR::${name}:${message}`;
}

function answer(parts: readonly string[], { attachment }: CredentialFacts, asJson: boolean): string {
  const legacyData = parts.join("::");
  return asJson && attachment !== null
    ? JSON.stringify({ authenticatorAttachment: attachment, legacyData })
    : legacyData;
}

function integers(buffer: ArrayBuffer): string {
  return new Int8Array(buffer).toString();
}

function textOf(buffer: ArrayBuffer): string {
  return new TextDecoder().decode(buffer);
}
