import type { SigningKey } from "./signing-key.ts";

export interface IdTokenSubject {
  readonly origin: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly objectId: string;
  readonly userName: string;
}

/** Signs an id_token in the form of Entra's v2.0 tokens. `now` and `lifetime` are in seconds. */
export function signIdToken(key: SigningKey, subject: IdTokenSubject, now: number, lifetime: number): string {
  return key.sign({
    aud: subject.clientId,
    iss: `${subject.origin}/${subject.tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + lifetime,
    oid: subject.objectId,
    sub: subject.objectId,
    tid: subject.tenantId,
    preferred_username: subject.userName,
    ver: "2.0",
  });
}
