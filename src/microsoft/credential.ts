import { createHash } from "node:crypto";
import type { Secret } from "../core/secret.ts";

/** An app registration's own secret: the grant is `client_credentials`. */
export interface ClientSecretCredential {
  readonly kind: "client-secret";
  readonly secret: Secret;
}

/** The password grant, for configurations that still use it. `secret` is null for a public client. */
export interface PasswordCredential {
  readonly kind: "password";
  readonly secret: Secret | null;
  readonly userName: string;
  readonly password: Secret;
}

/** A certificate registered with the app: every request is signed with its key. See `readCertificate` for files. */
export interface CertificateCredential {
  readonly kind: "certificate";
  /** PEM: the registered certificate first, its issuers after it, if any. */
  readonly certificate: string;
  /** PEM, unencrypted; RSA, because Entra accepts nothing else. */
  readonly privateKey: Secret;
  /** `PS256` with `x5t#S256` by default. `RS256` with the SHA-1 thumbprint is for older set-ups only. */
  readonly algorithm?: "PS256" | "RS256";
}

/** A JWT of another identity provider, which the app registration trusts. The file is read for every token request. */
export interface FederatedCredential {
  readonly kind: "federated";
  readonly assertionFile: string;
}

/**
 * The identity of the Azure resource that this process runs on. The connection's `clientId` is not used and may be empty.
 * `IDENTITY_ENDPOINT` with `IDENTITY_HEADER`, or `AZURE_POD_IDENTITY_AUTHORITY_HOST`, say where to ask, as Azure sets them.
 */
export interface ManagedIdentityCredential {
  readonly kind: "managed-identity";
  /** The client id of a user-assigned identity; absent for the system-assigned one. */
  readonly userAssignedClientId?: string;
}

export type Credential =
  | ClientSecretCredential
  | PasswordCredential
  | CertificateCredential
  | FederatedCredential
  | ManagedIdentityCredential;

const longestSetting = 4_096;
const longestPem = 65_536;

/** What is wrong with a credential, each problem naming its setting; empty when nothing is. */
export function credentialProblems(credential: Credential): string[] {
  switch (credential.kind) {
    case "client-secret":
      return [required("secret", credential.secret.reveal())];
    case "password":
      return [
        credential.secret === null ? "" : required("secret", credential.secret.reveal()),
        required("userName", credential.userName),
        required("password", credential.password.reveal()),
      ];
    case "certificate":
      return [
        required("certificate", credential.certificate, longestPem),
        required("privateKey", credential.privateKey.reveal(), longestPem),
      ];
    case "federated":
      return [required("assertionFile", credential.assertionFile)];
    case "managed-identity":
      return credential.userAssignedClientId === undefined
        ? []
        : [required("userAssignedClientId", credential.userAssignedClientId)];
  }
}

/** `setting is missing` or `setting is too long`, empty when it is neither. */
export function required(name: string, value: string, longest = longestSetting): string {
  if (value.trim() === "") return `${name} is missing`;
  return value.length > longest ? `${name} is too long` : "";
}

/** Every part apart, so that no two credentials can be spelled to the same key; hashes in the place of secrets. */
export function credentialIdentity(credential: Credential): string[] {
  const { kind } = credential;
  switch (kind) {
    case "client-secret":
      return [kind, fingerprint(credential.secret)];
    case "password": {
      const secret = credential.secret === null ? "none" : fingerprint(credential.secret);
      return [kind, secret, credential.userName.toLowerCase(), fingerprint(credential.password)];
    }
    case "certificate":
      return [kind, credential.certificate, fingerprint(credential.privateKey), credential.algorithm ?? "PS256"];
    case "federated":
      return [kind, credential.assertionFile];
    case "managed-identity":
      return [kind, credential.userAssignedClientId ?? ""];
  }
}

/** Whether two credentials are the same proof of the same identity, by what they say. */
export function isSameCredential(one: Credential, other: Credential): boolean {
  if (one === other) return true;
  if (one.kind === "client-secret" && other.kind === one.kind) return isSameSecret(one.secret, other.secret);
  if (one.kind === "password" && other.kind === one.kind) {
    const isSameUser = one.userName === other.userName && isSameSecret(one.password, other.password);
    return isSameUser && isSameSecret(one.secret, other.secret);
  }
  if (one.kind === "certificate" && other.kind === one.kind) {
    const isSameCertificate = one.certificate === other.certificate && one.algorithm === other.algorithm;
    return isSameCertificate && isSameSecret(one.privateKey, other.privateKey);
  }
  if (one.kind === "federated" && other.kind === one.kind) return one.assertionFile === other.assertionFile;
  if (one.kind === "managed-identity" && other.kind === one.kind) {
    return one.userAssignedClientId === other.userAssignedClientId;
  }
  return false;
}

function isSameSecret(one: Secret | null, other: Secret | null): boolean {
  return one === other || (one !== null && other !== null && one.reveal() === other.reveal());
}

function fingerprint(secret: Secret): string {
  return createHash("sha256").update(secret.reveal()).digest("base64url");
}
