import { z } from "zod";
import { forwardedFormats } from "../../device/index.ts";
import { networkOf } from "../el/ip-match.ts";
import type { Heap } from "../heap/model.ts";
import { referTo } from "../heap/refer.ts";
import { flag, oneOrMoreReferences } from "../heap/schemas.ts";
import { standApart } from "../server/forwarded/apart.ts";
import type { HopCertificates, TrustedHop } from "../server/forwarded/trusted-hop.ts";
import { combinedTrust } from "../tls/client-trust.ts";
import type { ClientTrust, ServerTls, Trust } from "../tls/model.ts";
import { at, invalidAt, type Place } from "./place.ts";

/** `trustedHops` of a connector, a key of our own: proxies that may say which certificate their clients have shown. */

const thumbprint = /^(?:[0-9a-f]{64}|(?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/i;
const dnsName = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

const address = z.string().refine((text) => /^[\da-f.:/]+$/i.test(text) && networkOf(text) !== undefined, {
  error: "must be an address, or a network such as 10.0.0.0/8",
});

const certificate = z.string().refine((text) => thumbprint.test(text) || dnsName.test(text), {
  error: "must be a DNS name of the hop's certificate, or the certificate's SHA-256 in hexadecimal",
});

/** Strict: an unknown key could be a misspelt restriction. */
export const trustedHopConfig = z.strictObject({
  format: z.enum(forwardedFormats, { error: `must be one of ${forwardedFormats.join(", ")}` }),
  from: z.strictObject({
    certificates: z.array(certificate).min(1).max(64).optional(),
    addresses: z.array(address).min(1).max(64).optional(),
    trustManager: oneOrMoreReferences.optional(),
  }),
  byAddressAlone: flag.default(false),
  clientAuth: z.enum(["REQUEST", "REQUIRED"]).optional(),
  trustManager: oneOrMoreReferences.optional(),
});

type HopConfig = z.output<typeof trustedHopConfig>;
type Managers = NonNullable<HopConfig["trustManager"]>;
type LoadTrust = () => Promise<ClientTrust>;

/**
 * @param tls of the connector; null when it speaks plain HTTP
 * @throws {gateway.config-invalid} for a hop that anybody could be, and for one whose clients nobody could verify
 */
export async function readTrustedHops(
  hops: readonly HopConfig[],
  tls: ServerTls | null,
  place: Place,
  heap: Heap,
): Promise<TrustedHop[]> {
  const trusts: (LoadTrust | null)[] = [];
  for (const [index, hop] of hops.entries()) {
    const here = at(place, index);
    checkProof(hop, tls, here, heap);
    trusts.push(
      hop.trustManager === undefined ? null : await trustOf(hop.trustManager, at(here, "trustManager"), heap),
    );
  }
  const devices = async (): Promise<readonly string[]> =>
    (await Promise.all(trusts.map((load) => load?.()))).flatMap((trust) => trust?.authorities ?? []);
  const read: TrustedHop[] = [];
  for (const [index, { format, from, clientAuth }] of hops.entries()) {
    const networks = (from.addresses ?? []).flatMap((text) => networkOf(text) ?? []);
    const authorities =
      from.trustManager === undefined
        ? null
        : await hopAuthorities(from.trustManager, { tls, devices }, at(place, index, "from", "trustManager"), heap);
    read.push({
      format,
      isAddress: (address) => networks.length === 0 || networks.some((isIn) => isIn(address)),
      certificates: from.certificates === undefined ? null : certificatesOf(from.certificates, authorities),
      clientAuth,
      trust: trusts[index] ?? null,
    });
  }
  return read;
}

function checkProof(
  { from, byAddressAlone, trustManager }: HopConfig,
  tls: ServerTls | null,
  here: Place,
  heap: Heap,
): void {
  const { certificates, addresses } = from;
  const proves = tls !== null && tls.clientAuth !== "NONE";
  if (trustManager === undefined && !proves) {
    throw invalidAt(at(here, "trustManager"), "is needed: the connector itself trusts nobody's client certificate");
  }
  if (certificates === undefined) {
    if (addresses === undefined) throw invalidAt(at(here, "from"), "must name certificates of the hop, or addresses");
    if (!byAddressAlone) {
      const problem =
        'an address alone is weak proof: name certificates of the hop, or set "byAddressAlone": true beside "from"';
      throw invalidAt(at(here, "from"), problem);
    }
    const everybody = addresses.findIndex(isTooWide);
    if (everybody >= 0) {
      const problem = "would make everybody a hop: write a prefix of 8 or more for IPv4, of 16 or more for IPv6";
      throw invalidAt(at(here, "from", "addresses", everybody), problem);
    }
    if (from.trustManager !== undefined) throw invalidAt(at(here, "from", "trustManager"), needsName);
    heap.services.lint(at(here, "byAddressAlone"), "whoever can connect from these addresses speaks for every device");
    return;
  }
  if (byAddressAlone) throw invalidAt(at(here, "byAddressAlone"), "contradicts the certificates of from");
  if (!proves) {
    throw invalidAt(
      at(here, "from", "certificates"),
      "are only shown to a connector with tls and clientAuth REQUEST or REQUIRED",
    );
  }
  const name = certificates.findIndex((text) => !thumbprint.test(text));
  if (name < 0) {
    if (from.trustManager !== undefined) throw invalidAt(at(here, "from", "trustManager"), needsName);
    return;
  }
  if (from.trustManager === undefined || trustManager === undefined) {
    const problem =
      "is a name, and a device's certificate might carry it too: name the hops' own authority in from.trustManager, " +
      "and that of their clients in trustManager, or write the SHA-256 of the hop's certificate";
    throw invalidAt(at(here, "from", "certificates", name), problem);
  }
}

const needsName = "proves names, and from.certificates has none";

/** Whether the address alone would be proof of next to nothing. */
function isTooWide(network: string): boolean {
  const [base = "", prefix] = network.split("/");
  const isIpv4 = /^(?:::ffff:)?\d+\./i.test(base);
  return prefix !== undefined && Number(prefix) < (isIpv4 ? 8 : 16);
}

function certificatesOf(certificates: readonly string[], authorities: HopCertificates["authorities"]): HopCertificates {
  const pinned = certificates.filter((text) => thumbprint.test(text));
  return {
    names: new Set(certificates.filter((text) => !thumbprint.test(text)).map((text) => text.toLowerCase())),
    thumbprints: new Set(pinned.map((text) => Buffer.from(text.replaceAll(":", ""), "hex").toString("base64url"))),
    authorities,
  };
}

/** Reads the hops' own authorities; each time it refuses those that have to do with devices. */
async function hopAuthorities(
  managers: Managers,
  { tls, devices }: { tls: ServerTls | null; devices: () => Promise<readonly string[]> },
  place: Place,
  heap: Heap,
): Promise<() => Promise<readonly string[]>> {
  const trust = await trustOf(managers, place, heap);
  const load = async (): Promise<readonly string[]> => {
    const { authorities, revocation } = await trust();
    if (revocation !== null && (tls?.revocation ?? null) === null) {
      throw invalidAt(place, "has checkRevocation, and the connector's trustManager, which checks the hop, has not");
    }
    if (!standApart(authorities, await devices(), tls?.authorities ?? [])) {
      const problem =
        "has an authority that a trustManager of devices has too, or that issued one of theirs, or was issued by one: " +
        "name an authority that issues to hops only";
      throw invalidAt(place, problem);
    }
    return authorities;
  };
  await load();
  return load;
}

async function trustOf(managers: Managers, place: Place, heap: Heap): Promise<LoadTrust> {
  const loads: (() => Promise<Trust>)[] = [];
  for (const [index, to] of managers.entries()) {
    const where = managers.length === 1 ? place : at(place, index);
    loads.push((await referTo(heap, "trust-manager", to, where)).load);
  }
  const load = async (): Promise<ClientTrust> => {
    const all = await Promise.all(loads.map((each) => each()));
    const trust = combinedTrust(all, (problem) => invalidAt(place, problem));
    if (trust.authorities.length === 0) throw invalidAt(place, "names no authority");
    return trust;
  };
  await load();
  return load;
}
