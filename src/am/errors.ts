import { defineErrors } from "../core/errors.ts";

/** The texts of the wire errors are PingAM's: clients compare some of them. */
export const amErrors = defineErrors({
  "am.key-invalid": {
    kind: "user",
    status: 500,
    message: "The authId key must be 256 bits or more, base64url encoded.",
  },
  "am.remote-host-invalid": {
    kind: "user",
    status: 500,
    message: 'A remote host must be an address, a network in CIDR notation, or "any".',
  },
  "am.request-malformed": { kind: "user", status: 400, message: "The request is malformed." },
  "am.headers-too-many": { kind: "user", status: 431, message: "The request has too many headers." },
  "am.assertion-refused": { kind: "user", status: 401, message: "The request was refused." },
  "am.no-identity": {
    kind: "operational",
    status: 401,
    message: "The journey succeeded, and identified no active user of the realm.",
  },
  "am.level-not-reached": {
    kind: "operational",
    status: 401,
    message: "The journey succeeded, and did not reach the auth level that was asked for.",
  },
  "am.not-found": { kind: "user", status: 404, message: "Not Found" },
  "am.realm-unknown": { kind: "user", status: 404, message: "Realm not found" },
  "am.method-not-allowed": { kind: "user", status: 405, message: "Method Not Allowed" },
  "am.body-not-json": { kind: "user", status: 415, message: "The request body must be JSON." },
  "am.body-malformed": { kind: "user", status: 400, message: "The request body is not valid." },
  "am.parameter-repeated": { kind: "user", status: 400, message: "A query parameter was given more than once." },
  "am.index-type-unknown": { kind: "user", status: 400, message: "Unknown Authentication Index Type" },
  "am.index-type-unsupported": {
    kind: "user",
    status: 400,
    message: "This authentication index type is not supported; use authIndexType=service.",
  },
  "am.journey-unknown": { kind: "user", status: 400, message: "No Configuration found" },
  "am.suspended-unknown": {
    kind: "user",
    status: 401,
    message:
      "org.forgerock.openam.auth.nodes.framework.token.SuspendedAuthSessionException: Token not found. It may have expired.",
  },
  "am.authid-malformed": { kind: "user", status: 400, message: "Failed to parse JWT, it is not an authId" },
  "am.authid-signature": { kind: "user", status: 400, message: "AuthId JWT Signature not valid" },
  "am.authid-realm": { kind: "user", status: 400, message: "The authId belongs to another realm" },
  "am.step-expired": { kind: "user", status: 401, message: "Session has timed out" },
  "am.callback-count": {
    kind: "user",
    status: 400,
    message: "Incorrect number of callbacks found in JSON response",
  },
  "am.callback-type": { kind: "user", status: 400, message: "Required callback not found in JSON response" },
  "am.callback-input": { kind: "user", status: 400, message: "Required callback input not found in JSON response" },
  "am.starts-limited": {
    kind: "operational",
    status: 429,
    message: "Too many logins were started. Try again shortly.",
  },
  "am.session-invalid": { kind: "user", status: 401, message: "Access Denied" },
  "am.origin-refused": { kind: "user", status: 403, message: "The request came from another origin." },
  "am.not-permitted": { kind: "user", status: 403, message: "User not permitted." },
  "am.filter-unsupported": { kind: "user", status: 400, message: "The query filter is not supported." },
  "am.id-from-session": { kind: "user", status: 403, message: "SSO Token cannot be retrieved." },
  "am.user-unknown": { kind: "user", status: 404, message: "Resource cannot be found." },
  "am.advice-malformed": { kind: "user", status: 400, message: "The composite advice is not valid." },
  "am.level-malformed": { kind: "user", status: 400, message: "The authentication level is not a number." },
  "am.action-unknown": { kind: "user", status: 400, message: "Action not supported" },
});
