/** The token endpoint's errors: what each AADSTS code puts on the wire. The wording is ours; clients must not read it. */

interface AadstsSpec {
  readonly error: string;
  readonly status: 400 | 401 | 503;
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
  50034: {
    error: "invalid_grant",
    status: 400,
    text: (user) => `The directory has no user account '${user}'.`,
  },
  50059: {
    error: "invalid_request",
    status: 400,
    text: () => "Neither the request nor the credentials tell which tenant is meant.",
  },
  50076: {
    error: "invalid_grant",
    status: 400,
    suberror: "basic_action",
    text: (resource) => `Multi-factor authentication is required to access '${resource}'.`,
  },
  50126: {
    error: "invalid_grant",
    status: 400,
    text: () => "The user name or password is wrong.",
  },
  65001: {
    error: "invalid_grant",
    status: 400,
    suberror: "consent_required",
    text: (app) => `Nobody has consented to the permissions that the application '${app}' asks for.`,
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
  90002: {
    error: "invalid_request",
    status: 400,
    text: (tenant) => `There is no tenant '${tenant}'. Check the tenant id and the cloud.`,
  },
  90033: {
    error: "temporarily_unavailable",
    status: 503,
    text: () => "The service is temporarily unavailable. Try again.",
  },
  500011: {
    error: "invalid_resource",
    status: 400,
    text: (resource) => `The tenant has no resource '${resource}'.`,
  },
  700016: {
    error: "unauthorized_client",
    status: 400,
    text: (app) => `The tenant has no application '${app}'.`,
  },
  700025: {
    error: "invalid_client",
    status: 401,
    text: () => "The client is public: it must send neither a secret nor an assertion.",
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
  7000215: {
    error: "invalid_client",
    status: 401,
    text: (app) => `The client secret of the application '${app}' is wrong. Send its value, not its id.`,
  },
  7000218: {
    error: "invalid_client",
    status: 401,
    text: () => "The request body lacks 'client_secret' or 'client_assertion'.",
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
