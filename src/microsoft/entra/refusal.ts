import type { ReasonCode } from "../reasons.ts";
import type { TokenRefusal } from "./token-answer.ts";

/** What one value of `error` means: the suberror decides, then an AADSTS number picks the explanation, then `otherwise`. */
interface Family {
  readonly otherwise: ReasonCode;
  readonly suberrors?: Readonly<Record<string, ReasonCode>>;
  readonly explanations?: Readonly<Record<number, ReasonCode>>;
}

const policy: Readonly<Record<number, ReasonCode>> = {
  50072: "mfa-required",
  50074: "mfa-required",
  50076: "mfa-required",
  50079: "mfa-required",
  53000: "blocked-by-policy",
  53001: "blocked-by-policy",
  53003: "blocked-by-policy",
  530032: "blocked-by-policy",
  530035: "blocked-by-policy",
};

const policySuberrors: Readonly<Record<string, ReasonCode>> = {
  basic_action: "mfa-required",
  message_only: "blocked-by-policy",
  consent_required: "consent-missing",
};

const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  [
    "invalid_client",
    {
      otherwise: "client-secret-invalid",
      explanations: {
        7000222: "client-secret-expired",
        7000216: "client-secret-missing",
        7000218: "client-secret-missing",
        700025: "client-secret-unexpected",
      },
    },
  ],
  ["unauthorized_client", { otherwise: "app-not-found", explanations: { 7000112: "app-disabled" } }],
  [
    "invalid_request",
    {
      otherwise: "token-request-rejected",
      explanations: {
        50059: "tenant-not-found",
        90002: "tenant-not-found",
        90038: "tenant-not-found",
        900023: "tenant-not-found",
        900382: "tenant-not-found",
        7000216: "client-secret-missing",
      },
    },
  ],
  [
    "invalid_grant",
    {
      otherwise: "user-credentials-invalid",
      suberrors: policySuberrors,
      explanations: {
        ...policy,
        50053: "user-locked",
        50055: "user-password-expired",
        50057: "user-disabled",
        50144: "user-password-expired",
        50196: "entra-unavailable",
        65001: "consent-missing",
      },
    },
  ],
  ["interaction_required", { otherwise: "blocked-by-policy", suberrors: policySuberrors, explanations: policy }],
  ["consent_required", { otherwise: "consent-missing" }],
]);

const passing = new Set(["temporarily_unavailable", "server_error"]);

/** The reason code of a refusal, decided by status, `error` and `suberror`. */
export function refusalReason({ status, error, suberror, codes }: TokenRefusal): ReasonCode {
  if (status >= 500 || status === 429 || status === 408 || passing.has(error)) return "entra-unavailable";
  const family = families.get(error);
  if (family === undefined) return "token-request-rejected";
  const explained = codes.map((code) => family.explanations?.[code]).find((reason) => reason !== undefined);
  return ownValue(family.suberrors, suberror) ?? explained ?? family.otherwise;
}

function ownValue(table: Readonly<Record<string, ReasonCode>> | undefined, key: string): ReasonCode | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

const aboutTheUser: ReadonlySet<ReasonCode> = new Set([
  "user-credentials-invalid",
  "user-locked",
  "user-password-expired",
  "user-disabled",
  "mfa-required",
  "blocked-by-policy",
]);

/** Whether sending the same user name and password again could lock the account, and cannot help. */
export function isAboutTheUser(reason: ReasonCode): boolean {
  return aboutTheUser.has(reason);
}
