import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";

/** An authenticator and its browser in software, as honest or as hostile as a test wants it. */

export interface Ceremony {
  /** As the metadata have it: base64. */
  readonly challenge: string;
  readonly rpId: string;
  readonly origin: string;
}

export interface Lies {
  readonly type?: string;
  readonly challenge?: string;
  readonly rpId?: string;
  readonly origin?: string;
  readonly crossOrigin?: boolean;
  /** User present 1, user verified 4; default both. */
  readonly flags?: number;
  readonly counter?: number;
  readonly name?: string;
  readonly userHandle?: string;
  readonly credentialId?: string;
  readonly fmt?: string;
  /** The attestation statement; the signature of the new credential over what a statement signs may go into it. */
  readonly statement?: (signature: Uint8Array) => Statement;
}

export type StatementPart = number | string | Uint8Array | (string | Uint8Array)[];
export type Statement = Map<string, StatementPart>;

export function authenticator(id = "credential-1") {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const coordinate = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
  const coseKey = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, coordinate(x)],
    [-3, coordinate(y)],
  ]);
  const credentialId = Buffer.from(id);

  const clientData = (ceremony: Ceremony, type: string, lies: Lies): string =>
    JSON.stringify({
      type: lies.type ?? type,
      challenge: Buffer.from(lies.challenge ?? ceremony.challenge, "base64").toString("base64url"),
      origin: lies.origin ?? ceremony.origin,
      crossOrigin: lies.crossOrigin ?? false,
    });
  const authData = (ceremony: Ceremony, extra: Buffer, lies: Lies, attested: number): Buffer => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(lies.counter ?? 0);
    const rpIdHash = createHash("sha256")
      .update(lies.rpId ?? ceremony.rpId)
      .digest();
    return Buffer.concat([rpIdHash, Buffer.from([(lies.flags ?? 5) | attested]), counter, extra]);
  };

  const hash = (json: string): Buffer => createHash("sha256").update(json).digest();

  return {
    credentialId: credentialId.toString("base64url"),
    publicKey,
    /** SHA-256 of the client data of a registration. */
    clientDataHash: (ceremony: Ceremony): Buffer => hash(clientData(ceremony, "webauthn.create", {})),
    /** The legacy answer to a registration. */
    register(ceremony: Ceremony, lies: Lies = {}): string {
      const key = Buffer.from(isoCBOR.encode(coseKey));
      const length = Buffer.from([credentialId.length >> 8, credentialId.length & 255]);
      const data = authData(ceremony, Buffer.concat([Buffer.alloc(16), length, credentialId, key]), lies, 0x40);
      const json = clientData(ceremony, "webauthn.create", lies);
      const signature = new Uint8Array(sign("sha256", Buffer.concat([data, hash(json)]), privateKey));
      const attestation = new Map<string, string | Uint8Array | Statement>([
        ["fmt", lies.fmt ?? "none"],
        ["attStmt", lies.statement?.(signature) ?? new Map()],
        ["authData", new Uint8Array(data)],
      ]);
      const object = signedBytes(Buffer.from(isoCBOR.encode(attestation)));
      const shown = lies.credentialId ?? credentialId.toString("base64url");
      const name = lies.name === undefined ? "" : `::${lies.name}`;
      return `${json}::${object}::${shown}${name}`;
    },
    /** The legacy answer to an authentication. */
    authenticate(ceremony: Ceremony, lies: Lies = {}): string {
      const json = clientData(ceremony, "webauthn.get", lies);
      const data = authData(ceremony, Buffer.alloc(0), lies, 0);
      const signature = sign("sha256", Buffer.concat([data, hash(json)]), privateKey);
      const shown = lies.credentialId ?? credentialId.toString("base64url");
      const handle = lies.userHandle === undefined ? "" : `::${lies.userHandle}`;
      return `${json}::${signedBytes(data)}::${signedBytes(signature)}::${shown}${handle}`;
    },
  };
}

function signedBytes(bytes: Buffer): string {
  return new Int8Array(bytes).toString();
}
