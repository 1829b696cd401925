import { createHash } from "node:crypto";
import { SallyportError } from "../core/errors.ts";
import {
  clientCertificateChainHeader,
  clientCertificateHeader,
  type GatewayAssertion,
  readCertificateHeader,
} from "../device/index.ts";

/** The copies of a header, by lower-case name. */
export type HeaderCopies = (name: string) => readonly string[];

/**
 * The certificate that an assertion speaks of, and its chain, from the headers beside it (RFC 9440). The assertion's
 * thumbprint proves the leaf; a chain proves itself by its signatures, to whoever checks them. Anything that is not that
 * certificate, or cannot be read, counts as not sent.
 */
export function clientCertificatesOf(
  { device }: Pick<GatewayAssertion, "device">,
  copies: HeaderCopies,
): readonly Buffer[] {
  const leaf = only(readAll(copies(clientCertificateHeader)));
  if (device === null || leaf === null || thumbprint(leaf) !== device.thumbprint) return [];
  return [leaf, ...readAll(copies(clientCertificateChainHeader))];
}

function readAll(values: readonly string[]): readonly Buffer[] {
  const value = only(values);
  if (value === null) return [];
  try {
    return readCertificateHeader(value);
  } catch (error) {
    if (error instanceof SallyportError) return [];
    throw error;
  }
}

function only<Value>(values: readonly Value[]): Value | null {
  return values.length === 1 ? (values[0] ?? null) : null;
}

function thumbprint(der: Buffer): string {
  return createHash("sha256").update(der).digest("base64url");
}
