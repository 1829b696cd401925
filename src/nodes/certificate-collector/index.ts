import type { z } from "zod";
import { canonicalHeaderName, readCertificateHeader } from "../../device/index.ts";
import { goTo, type RequestFacts } from "../../journey/index.ts";
import { node } from "../define.ts";
import { nodeErrors } from "../errors.ts";
import { certificateCollectorConfig, headerNames } from "./config.ts";
import { isTrustedHost } from "./trusted-hosts.ts";

type Config = z.output<typeof certificateCollectorConfig>;

/** Certificates, leaf first, and where they were found; or why there are none. */
type Found = { readonly certificates: readonly Buffer[]; readonly from: string } | { readonly reason: string };

/** Puts the client's certificate, and its chain, into transient state. */
export const certificateCollectorNode = node({
  type: "product-CertificateCollectorNode",
  version: 1,
  title: "Certificate Collector Node",
  tags: ["contextual"],
  config: certificateCollectorConfig,
  outcomes: { COLLECTED: "Collected", NOT_COLLECTED: "Not Collected" },
  reads: [],
  writes: ["X509Certificate"],
  provesDevice: true,
  run({ config, request, state }) {
    const found = collect(config, request);
    if ("reason" in found) return goTo("NOT_COLLECTED", { reason: found.reason });
    const certificates = found.certificates.map((der) => der.toString("base64"));
    state.putTransient("X509Certificate", certificates);
    return goTo("COLLECTED", { reason: found.from });
  },
});

function collect(config: Config, request: RequestFacts): Found {
  const method = config.certificateCollectionMethod;
  if (method !== "HEADER" && request.clientCertificates.length > 0) {
    return { certificates: request.clientCertificates, from: "the certificate of the connection" };
  }
  return method === "REQUEST" ? { reason: "the connection has no client certificate" } : fromHeader(config, request);
}

function fromHeader(
  { clientCertificateHttpHeaderName, trustedRemoteHosts }: Config,
  { peer }: Pick<RequestFacts, "peer">,
): Found {
  if (!isTrustedHost(peer.address, trustedRemoteHosts)) {
    return { reason: `the header of ${peer.address} does not count: it is not one of trustedRemoteHosts` };
  }
  for (const name of headerNames(clientCertificateHttpHeaderName)) {
    const [value, second] = copiesOf(name, peer.headers);
    // A proxy that adds its copy instead of replacing the client's leaves the client's in the first place.
    if (second !== undefined) throw unreadable(`more than one header ${name}`);
    if (value !== undefined) return { certificates: read(name, value), from: `the header ${name} of ${peer.address}` };
  }
  return { reason: `${peer.address} sent no header with a certificate` };
}

function copiesOf(wanted: string, headers: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const canonical = canonicalHeaderName(wanted);
  return [...headers].flatMap(([name, values]) => (canonicalHeaderName(name) === canonical ? values : []));
}

function read(name: string, value: string): readonly Buffer[] {
  try {
    return readCertificateHeader(value);
  } catch (cause) {
    throw unreadable(`the header ${name}`, cause);
  }
}

function unreadable(detail: string, cause?: unknown): Error {
  return nodeErrors.error("nodes.certificate-unreadable", { detail, ...(cause === undefined ? {} : { cause }) });
}
