import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";

/** What the authenticator is asked for (WebAuthn level 2, 5.4 and 5.5). */
export type WebAuthnRequest = {
  /** The answer goes into JSON that also tells the kind of authenticator. */
  readonly asJson: boolean;
} & (
  | { readonly kind: "create"; readonly options: PublicKeyCredentialCreationOptions }
  | { readonly kind: "get"; readonly options: PublicKeyCredentialRequestOptions }
);

/**
 * Reads the data of PingAM's WebAuthn steps: the `data` of a MetadataCallback, or the `scriptContext` of a script. Every
 * member is taken by name and kind; the rest is left.
 *
 * @returns `undefined` when it is no such data, or not enough to ask an authenticator.
 */
export function readWebAuthnRequest(data: JsonObject): WebAuthnRequest | undefined {
  const challenge = base64Bytes(data.challenge);
  if (data._type !== "WebAuthn" || challenge === undefined) return undefined;
  const asJson = data.supportsJsonResponse === true;
  if (data._action === "webauthn_authentication") {
    return { kind: "get", asJson, options: requestOptions(data, challenge) };
  }
  const options = data._action === "webauthn_registration" ? creationOptions(data, challenge) : undefined;
  return options && { kind: "create", asJson, options };
}

type Bytes = Uint8Array<ArrayBuffer>;

const verifications = ["required", "preferred", "discouraged"] as const;
const attestations = ["none", "indirect", "direct", "enterprise"] as const;
const attachments = ["platform", "cross-platform"] as const;

function requestOptions(data: JsonObject, challenge: Bytes): PublicKeyCredentialRequestOptions {
  const allowCredentials = credentials(data._allowCredentials);
  const rpId = textOf(data._relyingPartyId);
  return {
    challenge,
    ...timeoutOf(data),
    ...(rpId === "" ? {} : { rpId }),
    ...(allowCredentials.length === 0 ? {} : { allowCredentials }),
    ...present("userVerification", oneOf(verifications, data.userVerification)),
    ...extensionsOf(data),
  };
}

function creationOptions(data: JsonObject, challenge: Bytes): PublicKeyCredentialCreationOptions | undefined {
  const pubKeyCredParams = objects(data._pubKeyCredParams).flatMap(({ alg }) =>
    typeof alg === "number" ? [{ type: "public-key" as const, alg }] : [],
  );
  const handle = textOf(data.userId);
  const name = textOf(data.userName);
  if (pubKeyCredParams.length === 0 || handle === "") return undefined;
  const id = textOf(data._relyingPartyId);
  const selection = isJsonObject(data._authenticatorSelection) ? data._authenticatorSelection : {};
  const excludeCredentials = credentials(data._excludeCredentials);
  return {
    challenge,
    rp: { name: textOf(data.relyingPartyName) || id, ...(id === "" ? {} : { id }) },
    // The SDKs take each character of the handle as a byte; so must every client, for the handle to be the same.
    user: {
      id: Uint8Array.from(handle, (character) => character.charCodeAt(0)),
      name,
      displayName: textOf(data.displayName) || name,
    },
    pubKeyCredParams,
    ...timeoutOf(data),
    ...(excludeCredentials.length === 0 ? {} : { excludeCredentials }),
    authenticatorSelection: {
      ...present("userVerification", oneOf(verifications, selection.userVerification)),
      ...present("authenticatorAttachment", oneOf(attachments, selection.authenticatorAttachment)),
      ...(selection.requireResidentKey === true ? { requireResidentKey: true, residentKey: "required" } : {}),
    },
    ...present("attestation", oneOf(attestations, data.attestationPreference)),
    ...extensionsOf(data),
  };
}

function credentials(value: Json | undefined): PublicKeyCredentialDescriptor[] {
  return objects(value).flatMap(({ id }) => {
    const bytes = integerBytes(id);
    return bytes === undefined ? [] : [{ type: "public-key" as const, id: bytes }];
  });
}

const longestTimeout = 10 * 60_000;

function timeoutOf({ timeout }: JsonObject): { timeout?: number } {
  const milliseconds = Number(timeout);
  return milliseconds > 0 ? { timeout: Math.min(milliseconds, longestTimeout) } : {};
}

/** Only the extensions whose inputs are plain and whose outputs the server can use. */
function extensionsOf({ extensions }: JsonObject): { extensions?: AuthenticationExtensionsClientInputs } {
  if (!isJsonObject(extensions)) return {};
  const { appid, credProps } = extensions;
  const taken = {
    ...(typeof appid === "string" ? { appid } : {}),
    ...(typeof credProps === "boolean" ? { credProps } : {}),
  };
  return Object.keys(taken).length === 0 ? {} : { extensions: taken };
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function base64Bytes(value: Json | undefined): Bytes | undefined {
  if (typeof value !== "string" || value === "" || value.length > 2048 || !base64.test(value)) return undefined;
  return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
}

/** Bytes as PingAM writes them: numbers from -128 to 127. */
function integerBytes(value: Json | undefined): Bytes | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > 1024) return undefined;
  const isByte = (number: Json) => typeof number === "number" && Number.isInteger(number) && Math.abs(number) <= 255;
  return value.every(isByte) ? Uint8Array.from(value, (number) => Number(number) & 0xff) : undefined;
}

function present<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  const made: { [Key in Name]?: Value } = {};
  if (value !== undefined) made[name] = value;
  return made;
}

function oneOf<Value extends string>(values: readonly Value[], given: Json | undefined): Value | undefined {
  return values.find((value) => value === given);
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
