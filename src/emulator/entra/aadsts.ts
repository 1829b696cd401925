/** The token endpoint's errors: what each AADSTS code puts on the wire. The wording is ours; clients must not read it. */

interface AadstsSpec {
  readonly error: string;
  readonly status: 400 | 401 | 429 | 503;
  readonly suberror?: string;
  /** `subject` names the offending tenant, app, field, …; it never holds a secret. */
  text(subject: string): string;
}

const catalogue = {
  28002: {
    error: "invalid_scope",
    status: 400,
    text: (scope) => `The scope '${scope}' is not well formed.`,
  },
  50012: {
    error: "invalid_client",
    status: 401,
    text: (reason) => `The client assertion is not valid: ${reason}.`,
  },
  50033: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "A temporary error has occurred. Try again.",
  },
  50034: {
    error: "invalid_grant",
    status: 400,
    text: (user) => `The directory has no user account '${user}'.`,
  },
  50053: {
    error: "invalid_grant",
    status: 400,
    text: () => "The account is locked: too many sign-ins with a wrong user name or password.",
  },
  50055: {
    error: "invalid_grant",
    status: 400,
    text: () => "The password has expired.",
  },
  50057: {
    error: "invalid_grant",
    status: 400,
    text: () => "The user account is disabled.",
  },
  50059: {
    error: "invalid_request",
    status: 400,
    text: () => "Neither the request nor the credentials tell which tenant is meant.",
  },
  50072: {
    error: "interaction_required",
    status: 400,
    suberror: "basic_action",
    text: () => "The user must enrol in multi-factor authentication.",
  },
  50074: {
    error: "interaction_required",
    status: 400,
    suberror: "basic_action",
    text: () => "Strong authentication is required.",
  },
  50076: {
    error: "invalid_grant",
    status: 400,
    suberror: "basic_action",
    text: (resource) => `Multi-factor authentication is required to access '${resource}'.`,
  },
  50079: {
    error: "invalid_grant",
    status: 400,
    suberror: "basic_action",
    text: () => "The user must set up multi-factor authentication.",
  },
  50087: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "A transient error has occurred during sign-in. Try again.",
  },
  50126: {
    error: "invalid_grant",
    status: 400,
    text: () => "The user name or password is wrong.",
  },
  50144: {
    error: "invalid_grant",
    status: 400,
    text: () => "The on-premises password of the user has expired.",
  },
  50196: {
    error: "invalid_grant",
    status: 400,
    text: () => "The server has ended the operation: the client sends the same request over and over.",
  },
  53000: {
    error: "interaction_required",
    status: 400,
    suberror: "message_only",
    text: () => "Conditional Access demands a compliant device.",
  },
  53001: {
    error: "interaction_required",
    status: 400,
    suberror: "message_only",
    text: () => "Conditional Access demands a domain-joined device.",
  },
  53003: {
    error: "interaction_required",
    status: 400,
    suberror: "message_only",
    text: () => "Conditional Access has blocked the sign-in.",
  },
  65001: {
    error: "invalid_grant",
    status: 400,
    suberror: "consent_required",
    text: (app) => `Nobody has consented to the permissions that the application '${app}' asks for.`,
  },
  70001: {
    error: "unauthorized_client",
    status: 400,
    text: (app) => `The application '${app}' was not found or has not been installed.`,
  },
  70003: {
    error: "unsupported_grant_type",
    status: 400,
    text: (grant) => `The grant type '${grant}' is not supported.`,
  },
  70011: {
    error: "invalid_scope",
    status: 400,
    text: (scope) =>
      `The scope '${scope}' is not valid here. An application asks for one resource, as '<resource>/.default'.`,
  },
  70021: {
    error: "invalid_client",
    status: 401,
    text: (reason) => `No federated identity credential of the application matches the assertion: ${reason}.`,
  },
  80002: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "The on-premises password validation timed out.",
  },
  80014: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "The pass-through authentication took too long.",
  },
  90002: {
    error: "invalid_request",
    status: 400,
    text: (tenant) => `There is no tenant '${tenant}'. Check the tenant id and the cloud.`,
  },
  90006: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "An external service could not be reached. Try again.",
  },
  90012: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "The request has timed out.",
  },
  90024: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "A transient error has occurred. Try again.",
  },
  90033: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "The service is temporarily unavailable. Try again.",
  },
  90055: {
    error: "temporarily_unavailable",
    status: 429,
    text: () => "The tenant is throttled: too many requests.",
  },
  90090: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "The service is busy. Try again.",
  },
  500011: {
    error: "invalid_resource",
    status: 400,
    text: (resource) => `The tenant has no resource '${resource}'.`,
  },
  530032: {
    error: "interaction_required",
    status: 400,
    suberror: "message_only",
    text: () => "A security policy of the tenant has blocked the sign-in.",
  },
  530035: {
    error: "interaction_required",
    status: 400,
    suberror: "message_only",
    text: () => "Security defaults have blocked the sign-in.",
  },
  650057: {
    error: "invalid_resource",
    status: 400,
    text: (resource) => `The application is not registered for the resource '${resource}'.`,
  },
  700016: {
    error: "unauthorized_client",
    status: 400,
    text: (app) => `The tenant has no application '${app}'.`,
  },
  700021: {
    error: "invalid_client",
    status: 401,
    text: () => "Issuer and subject of the client assertion are not the client id.",
  },
  700024: {
    error: "invalid_client",
    status: 401,
    text: () => "The client assertion is outside its valid time range.",
  },
  700025: {
    error: "invalid_client",
    status: 401,
    text: () => "The client is public: it must send neither a secret nor an assertion.",
  },
  700027: {
    error: "invalid_client",
    status: 401,
    text: (reason) => `The client assertion is not proven by a registered certificate: ${reason}.`,
  },
  900023: {
    error: "invalid_request",
    status: 400,
    text: (tenant) => `The tenant identifier '${tenant}' is neither a GUID nor a domain name.`,
  },
  900144: {
    error: "invalid_request",
    status: 400,
    text: (field) => `The request body lacks the parameter '${field}'.`,
  },
  7000112: {
    error: "unauthorized_client",
    status: 400,
    text: (app) => `The application '${app}' is disabled.`,
  },
  7000215: {
    error: "invalid_client",
    status: 401,
    text: (app) => `The client secret of the application '${app}' is wrong. Send its value, not its id.`,
  },
  7000216: {
    error: "invalid_client",
    status: 401,
    text: () => "The grant needs 'client_secret' or 'client_assertion'.",
  },
  7000218: {
    error: "invalid_client",
    status: 401,
    text: () => "The request body lacks 'client_secret' or 'client_assertion'.",
  },
  7000222: {
    error: "invalid_client",
    status: 401,
    text: (app) => `The client secrets of the application '${app}' have expired.`,
  },
  9001023: {
    error: "invalid_request",
    status: 400,
    text: (tenant) => `This grant type is not offered at '/${tenant}'. Use the tenant's own endpoint.`,
  },
  9002313: {
    error: "invalid_request",
    status: 400,
    text: (field) => `The request is malformed: '${field}'.`,
  },
} as const satisfies Record<number, AadstsSpec>;

export type AadstsCode = keyof typeof catalogue;

export function aadsts(code: AadstsCode): AadstsSpec {
  return catalogue[code];
}

export function isAadstsCode(code: number): code is AadstsCode {
  return Object.hasOwn(catalogue, code);
}
