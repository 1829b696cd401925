import type { X509Certificate } from "node:crypto";
import { KeyUsageFlags } from "@peculiar/asn1-x509";
import type { X509Crl } from "@peculiar/x509";
import { LRUCache } from "lru-cache";
import type { Dispatcher } from "undici";
import type { Clock } from "../../core/clock.ts";
import { describeError } from "../../core/errors.ts";
import { singleFlight } from "../../core/single-flight.ts";
import { keyUsage } from "../certificate-path.ts";
import { download } from "./download.ts";
import { loadX509 } from "./x509.ts";

/** Whether an authority has taken a certificate back. `unknown` must never be treated as `good`. */
export type Revocation = { readonly status: "good" | "revoked" } | { readonly status: "unknown"; readonly why: string };

export interface CrlOptions {
  /** `crlHttpParameters` of the node. */
  readonly parameters: string;
  /** Whether a list that was read before will do, until the time of its next update. */
  readonly cache: boolean;
}

/** Certificate revocation lists (RFC 5280, section 5), fetched over HTTP from distribution points. */
export interface Crls {
  /**
   * Call it only for a certificate whose path is verified: the addresses stand in it.
   *
   * @param issuer whose key signed it, and signs the list
   */
  check(certificate: X509Certificate, issuer: X509Certificate, options: CrlOptions): Promise<Revocation>;
}

/** What a list says, as long as it is fresh. */
export interface RevocationList {
  /** Lower-case hexadecimal without leading zeros. */
  readonly serials: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly nextUpdate: number;
}

const limits = { addresses: 4, lists: 64 };
/** How far an authority's clock may be ahead of ours. */
const clockSkew = 5 * 60_000;

export function createCrls({ dispatcher, clock }: { dispatcher: Dispatcher; clock: Clock }): Crls {
  const lists = new LRUCache<string, RevocationList>({ max: limits.lists });
  const flights = singleFlight<RevocationList>();
  const listOf = async (address: URL, issuer: X509Certificate, cache: boolean): Promise<RevocationList> => {
    const key = `${issuer.fingerprint256} ${address.href}`;
    const known = cache ? lists.get(key) : undefined;
    if (known !== undefined && known.nextUpdate > clock.now()) return known;
    const list = await flights.run(key, async () => {
      return readRevocationList(await download(address, dispatcher), issuer, clock.now());
    });
    if (cache) lists.set(key, list);
    return list;
  };
  return {
    async check(certificate, issuer, { parameters, cache }) {
      const faults: string[] = [];
      for (const address of await distributionPoints(certificate, parameters)) {
        try {
          const { serials } = await listOf(address, issuer, cache);
          return { status: serials.has(serialOf(certificate.serialNumber)) ? "revoked" : "good" };
        } catch (error) {
          faults.push(`${address.href}: ${describeError(error)}`);
        }
      }
      return { status: "unknown", why: faults.join("; ") || "the certificate names no distribution point over HTTP" };
    },
  };
}

/** Addresses of lists that are complete: the issuer's own, for all reasons. */
async function distributionPoints(certificate: X509Certificate, parameters: string): Promise<readonly URL[]> {
  const x509 = await loadX509();
  const extension = new x509.X509Certificate(certificate.raw).getExtension(x509.CRLDistributionPointsExtension);
  return (extension?.distributionPoints ?? [])
    .filter(({ reasons, cRLIssuer }) => reasons === undefined && cRLIssuer === undefined)
    .flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? [])
    .flatMap(({ uniformResourceIdentifier: uri }) => (uri !== undefined && URL.canParse(uri) ? [new URL(uri)] : []))
    .filter(({ protocol }) => protocol === "http:" || protocol === "https:")
    .slice(0, limits.addresses)
    .map((address) => withParameters(address, parameters));
}

function withParameters(address: URL, parameters: string): URL {
  for (const pair of parameters.split(",").map((text) => text.trim())) {
    const [name = "", ...value] = pair.split("=");
    if (name !== "") address.searchParams.append(name, value.join("="));
  }
  return address;
}

/**
 * Reads a list and checks that it is this authority's, complete and fresh.
 *
 * @param bytes DER
 * @throws Error saying what is wrong with it
 */
export async function readRevocationList(bytes: Buffer, issuer: X509Certificate, now: number): Promise<RevocationList> {
  const x509 = await loadX509();
  const authority = new x509.X509Certificate(issuer.raw);
  const list = new x509.X509Crl(bytes);
  const usage = keyUsage(issuer);
  if (usage !== null && (usage & KeyUsageFlags.cRLSign) === 0) throw new Error("the issuer may not sign lists");
  if (!sameName(list, authority.subjectName.toArrayBuffer())) throw new Error("the list of another issuer");
  if (list.signatureAlgorithm.hash.name === "SHA-1") throw new Error("a weak signature");
  if (!(await list.verify({ publicKey: authority }))) throw new Error("a wrong signature");
  const { nextUpdate } = list;
  if (list.thisUpdate.getTime() > now + clockSkew) throw new Error("not valid yet");
  if (nextUpdate === undefined || nextUpdate.getTime() <= now) throw new Error("out of date");
  // A list for some certificates or reasons only, or one of changes, does not say that a certificate is good.
  const partial = list.extensions.find(({ type, critical }) => critical || partialLists.includes(type));
  if (partial !== undefined) throw new Error(`the extension ${partial.type} is not supported`);
  const entries = list.entries.map(({ serialNumber }) => serialOf(serialNumber));
  return { serials: new Set(entries), nextUpdate: nextUpdate.getTime() };
}

/** Issuing distribution point and delta CRL indicator. */
const partialLists = ["2.5.29.28", "2.5.29.27"];

function sameName(list: X509Crl, subject: ArrayBuffer): boolean {
  return Buffer.from(list.issuerName.toArrayBuffer()).equals(Buffer.from(subject));
}

/** Serial numbers are written with and without leading zeros. */
export function serialOf(hexadecimal: string): string {
  return hexadecimal.toLowerCase().replace(/^0+/, "");
}
