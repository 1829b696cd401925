import type { X509Certificate } from "node:crypto";
import { type PathResult, verifyPath } from "../../device/index.ts";
import { goTo, type RequestFacts } from "../../journey/index.ts";
import { node } from "../define.ts";
import { nodeErrors } from "../errors.ts";
import type { NodeServices } from "../services.ts";
import { type CertificateValidationConfig, certificateValidationConfig } from "./config.ts";
import { isInDirectory } from "./directory.ts";
import { isOfConnection, storedCertificates, thumbprintOf, validatedKey } from "./stored-certificates.ts";

const outcomes = {
  TRUE: "True",
  FALSE: "False",
  NOT_FOUND: "Not Found",
  EXPIRED: "Expired",
  PATH_VALIDATION_FAILED: "Path Validation Failed",
  REVOKED: "Revoked",
};

interface Verdict {
  readonly outcome: keyof typeof outcomes;
  readonly reason: string;
}

/** Whether the collected certificate may be believed. */
export const certificateValidationNode = node({
  type: "product-CertificateValidationNode",
  version: 1,
  title: "Certificate Validation Node",
  tags: ["contextual"],
  config: certificateValidationConfig,
  outcomes,
  reads: ["X509Certificate"],
  writes: [validatedKey],
  provesDevice: true,
  async run({ config, request, services, state }) {
    const [leaf, ...others] = storedCertificates(state) ?? [];
    if (leaf === undefined) {
      throw nodeErrors.error("nodes.certificate-missing", { detail: "no Certificate Collector found a certificate" });
    }
    state.remove(validatedKey);
    const { outcome, reason } = await judge(leaf, others, config, request, services);
    if (outcome === "TRUE") state.putTransient(validatedKey, thumbprintOf(leaf));
    return goTo(outcome, { reason });
  },
});

async function judge(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  config: CertificateValidationConfig,
  request: RequestFacts,
  services: NodeServices,
): Promise<Verdict> {
  const now = services.clock.now();
  if (config.checkCertificateExpiry && !(Date.parse(leaf.validFrom) <= now && now <= Date.parse(leaf.validTo))) {
    return { outcome: "EXPIRED", reason: `valid from ${leaf.validFrom} to ${leaf.validTo}` };
  }
  const missing = unsupported(config);
  if (missing !== null) return { outcome: "PATH_VALIDATION_FAILED", reason: missing };
  const { path, why } = pathOf(leaf, others, request, services);
  if (path === null) return { outcome: "PATH_VALIDATION_FAILED", reason: why };
  if (config.matchCertificateInLdap && !(await isInDirectory(leaf, config, services))) {
    return { outcome: "NOT_FOUND", reason: "the directory does not hold the certificate" };
  }
  return config.matchCertificateToCRL ? notRevoked(path, config, services) : valid;
}

const valid: Verdict = { outcome: "TRUE", reason: "the certificate is valid" };

/** What is asked for and cannot be done: nothing passes then. */
function unsupported(config: CertificateValidationConfig): string | null {
  if (config.ocspValidationEnabled) return "ocspValidationEnabled is not supported";
  if (config.matchCertificateToCRL && !config.updateCRLsFromDistributionPoint) {
    return "matchCertificateToCRL needs updateCRLsFromDistributionPoint: lists in a directory are not supported";
  }
  return null;
}

/** With no authorities of our own, what the gateway verified at the handshake counts, and nothing else. */
function pathOf(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  request: RequestFacts,
  { clientAuthorities, clock }: NodeServices,
): PathResult {
  if (clientAuthorities !== null) return verifyPath(leaf, others, clientAuthorities, clock.now());
  if (isOfConnection(leaf, request)) return { path: [leaf] };
  return { path: null, why: "nothing says who may issue such certificates: set trust.clientAuthorities" };
}

async function notRevoked(
  path: readonly X509Certificate[],
  { cacheCRLsInMemory: cache, crlHttpParameters }: CertificateValidationConfig,
  { crls }: NodeServices,
): Promise<Verdict> {
  if (path.length < 2) {
    return { outcome: "PATH_VALIDATION_FAILED", reason: "matchCertificateToCRL needs trust.clientAuthorities" };
  }
  for (const [index, issuer] of path.slice(1).entries()) {
    const certificate = path[index];
    if (certificate === undefined) continue;
    const found = await crls.check(certificate, issuer, { cache, parameters: crlHttpParameters ?? "" });
    if (found.status === "revoked") return { outcome: "REVOKED", reason: `${certificate.subject} is revoked` };
    if (found.status === "unknown") return { outcome: "PATH_VALIDATION_FAILED", reason: found.why };
  }
  return valid;
}
