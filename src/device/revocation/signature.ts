import { type KeyObject, verify } from "node:crypto";
import type { AlgorithmIdentifier } from "@peculiar/asn1-x509";

/** Hash by signature algorithm; what is not listed is too weak or too rare. Null: the algorithm has its own (EdDSA). */
const hashes: ReadonlyMap<string, string | null> = new Map<string, string | null>([
  ["1.2.840.113549.1.1.11", "sha256"],
  ["1.2.840.113549.1.1.12", "sha384"],
  ["1.2.840.113549.1.1.13", "sha512"],
  ["1.2.840.10045.4.3.2", "sha256"],
  ["1.2.840.10045.4.3.3", "sha384"],
  ["1.2.840.10045.4.3.4", "sha512"],
  ["1.3.101.112", null],
  ["1.3.101.113", null],
]);

/** Whether a key has signed these bytes: RSA (PKCS #1 v1.5), ECDSA or EdDSA, with SHA-2. */
export function isSignedBy(
  signed: { bytes: ArrayBuffer; signature: ArrayBuffer; algorithm: AlgorithmIdentifier },
  key: KeyObject,
): boolean {
  const hash = hashes.get(signed.algorithm.algorithm);
  if (hash === undefined) return false;
  try {
    return verify(hash, Buffer.from(signed.bytes), key, Buffer.from(signed.signature));
  } catch {
    // A key of another kind than the algorithm's has not signed.
    return false;
  }
}
