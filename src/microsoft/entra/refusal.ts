import type { Credential } from "../credential.ts";
import type { ReasonCode } from "../reasons.ts";
import type { TokenRefusal } from "./token-answer.ts";

/** What one value of `error` means: the suberror decides, then an AADSTS number picks the explanation, then `otherwise`. */
interface Family {
  readonly otherwise: ReasonCode;
  readonly suberrors?: Readonly<Record<string, ReasonCode>>;
}

const policySuberrors: Readonly<Record<string, ReasonCode>> = {
  basic_action: "mfa-required",
  message_only: "blocked-by-policy",
  consent_required: "consent-missing",
};

/** OAuth 2.0 (RFC 6749 5.2) and Entra's own: these decide what kind of refusal it is. */
const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  ["invalid_client", { otherwise: "client-secret-invalid" }],
  ["unauthorized_client", { otherwise: "app-not-found" }],
  ["invalid_request", { otherwise: "token-request-rejected" }],
  ["invalid_scope", { otherwise: "scope-invalid" }],
  ["invalid_resource", { otherwise: "resource-unknown" }],
  ["invalid_grant", { otherwise: "user-credentials-invalid", suberrors: policySuberrors }],
  ["interaction_required", { otherwise: "blocked-by-policy", suberrors: policySuberrors }],
  ["consent_required", { otherwise: "consent-missing" }],
]);

/** AADSTS numbers ("Microsoft Entra authentication and authorization error codes"), by the families they are seen in. */
const explanations: ReadonlyMap<string, Readonly<Record<number, ReasonCode>>> = new Map([
  [
    "invalid_client",
    {
      50012: "assertion-rejected",
      700025: "client-secret-unexpected",
      700027: "certificate-not-registered",
      7000215: "client-secret-invalid",
      7000216: "client-secret-missing",
      7000218: "client-secret-missing",
      7000222: "client-secret-expired",
    },
  ],
  ["unauthorized_client", { 70001: "app-not-found", 700016: "app-not-found", 7000112: "app-disabled" }],
  [
    "invalid_request",
    {
      50059: "tenant-not-found",
      90002: "tenant-not-found",
      90038: "tenant-not-found",
      500011: "resource-unknown",
      650057: "resource-unknown",
      900023: "tenant-not-found",
      900382: "tenant-not-found",
      7000216: "client-secret-missing",
      9001023: "grant-not-allowed",
    },
  ],
  [
    "invalid_grant",
    {
      50034: "user-not-found",
      50053: "user-locked",
      50055: "user-password-expired",
      50057: "user-disabled",
      50126: "user-credentials-invalid",
      50144: "user-password-expired",
      50196: "token-requests-looping",
      65001: "consent-missing",
    },
  ],
]);

/** Policies are named in two families alike. */
const policy: Readonly<Record<number, ReasonCode>> = {
  50072: "mfa-required",
  50074: "mfa-required",
  50076: "mfa-required",
  50079: "mfa-required",
  53000: "device-demanded-by-policy",
  53001: "device-demanded-by-policy",
  53003: "blocked-by-policy",
  530032: "blocked-by-policy",
  530035: "blocked-by-policy",
};
const policyFamilies = new Set(["invalid_grant", "interaction_required"]);

const passing = new Set(["temporarily_unavailable", "server_error"]);

/** AADSTS numbers that mean "busy, try again", whatever `error` they come with. */
const passingCodes = new Set([50033, 50087, 80002, 80014, 90006, 90012, 90024, 90033, 90055, 90090]);

/** Whether the same request may well succeed soon. */
export function isPassingRefusal({ status, error, codes }: TokenRefusal): boolean {
  if (status >= 500 || status === 429 || status === 408 || passing.has(error)) return true;
  return codes.some((code) => passingCodes.has(code));
}

/** The reason code of a refusal, decided by status, `error` and `suberror`; `kind` tells which proof was refused. */
export function refusalReason(refusal: TokenRefusal, kind: Credential["kind"]): ReasonCode {
  if (isPassingRefusal(refusal)) return "entra-unavailable";
  const { error, suberror, codes } = refusal;
  const family = families.get(error);
  if (family === undefined) return "token-request-rejected";
  const explained = codes.map((code) => explanation(error, code)).find((reason) => reason !== undefined);
  return (
    ownValue(family.suberrors, suberror) ?? explained ?? (error === "invalid_client" ? proofOf(kind) : family.otherwise)
  );
}

function explanation(error: string, code: number): ReasonCode | undefined {
  return (policyFamilies.has(error) ? policy[code] : undefined) ?? explanations.get(error)?.[code];
}

/** `invalid_client` without a known number: what was wrong is whatever proof the app gave. */
function proofOf(kind: Credential["kind"]): ReasonCode {
  if (kind === "certificate") return "certificate-not-registered";
  return kind === "federated" ? "assertion-rejected" : "client-secret-invalid";
}

function ownValue(table: Readonly<Record<string, ReasonCode>> | undefined, key: string): ReasonCode | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

const aboutTheUser: ReadonlySet<ReasonCode> = new Set([
  "user-credentials-invalid",
  "user-not-found",
  "user-locked",
  "user-password-expired",
  "user-disabled",
  "mfa-required",
  "device-demanded-by-policy",
  "blocked-by-policy",
]);

/** Whether sending the same user name and password again could lock the account, and cannot help. */
export function isAboutTheUser(reason: ReasonCode): boolean {
  return aboutTheUser.has(reason);
}
