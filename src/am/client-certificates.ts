import { createHash } from "node:crypto";
import {
  clientCertificateChainHeader,
  clientCertificateHeader,
  type GatewayAssertion,
  readCertificateBytes,
} from "../device/index.ts";

/** The copies of a header, by lower-case name. */
type HeaderCopies = (name: string) => readonly string[];

/**
 * The certificate that an assertion speaks of, and its chain, from the headers beside it (RFC 9440). The assertion's
 * thumbprint proves the leaf; a chain proves itself by its signatures, to whoever checks them, and may be anything until
 * then. What is not that certificate, or cannot be read, counts as not sent.
 */
export function clientCertificatesOf(
  { device }: Pick<GatewayAssertion, "device">,
  copies: HeaderCopies,
): readonly Buffer[] {
  const leaf = only(readAll(copies(clientCertificateHeader)));
  if (device === null || leaf === null || thumbprint(leaf) !== device.thumbprint) return [];
  return [leaf, ...readAll(copies(clientCertificateChainHeader))];
}

/** The header may be there once, or not at all. */
function readAll(values: readonly string[]): readonly Buffer[] {
  const value = only(values);
  return value === null ? [] : (readCertificateBytes(value) ?? []);
}

function only<Value>(values: readonly Value[]): Value | null {
  return values.length === 1 ? (values[0] ?? null) : null;
}

function thumbprint(der: Buffer): string {
  return createHash("sha256").update(der).digest("base64url");
}
