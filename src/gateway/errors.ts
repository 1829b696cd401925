import { defineErrors } from "../core/errors.ts";

/** Every error that the gateway raises; the messages of those with a status below 500 reach clients. */
export const gatewayErrors = defineErrors({
  "gateway.config-invalid": { kind: "user", status: 500, message: "The gateway's configuration is not valid." },
  "gateway.expression-invalid": { kind: "user", status: 500, message: "An expression is not valid." },
  "gateway.expression-failed": { kind: "operational", status: 500, message: "The request could not be processed." },
  "gateway.listen-failed": { kind: "operational", status: 500, message: "A gateway port could not be opened." },
  "gateway.route-failed": { kind: "unexpected", status: 500, message: "The request could not be processed." },
  "gateway.request-malformed": { kind: "user", status: 400, message: "The request is malformed." },
  "gateway.certificate-refused": { kind: "user", status: 403, message: "The client certificate was refused." },
  "gateway.device-ambiguous": {
    kind: "user",
    status: 403,
    message: "The client certificate names more than one device.",
  },
  "gateway.no-route": { kind: "user", status: 404, message: "Nothing is served at this address." },
  "gateway.method-refused": { kind: "user", status: 405, message: "This method is not served here." },
  "gateway.body-too-large": { kind: "user", status: 413, message: "The request body is too large." },
  "gateway.target-too-long": { kind: "user", status: 414, message: "The request address is too long." },
  "gateway.headers-too-large": { kind: "user", status: 431, message: "The request has too many headers." },
  "gateway.upgrade-refused": { kind: "user", status: 501, message: "Protocol upgrades are not served here." },
  "gateway.script-failed": { kind: "user", status: 500, message: "The request could not be processed." },
  "gateway.origin-refused": { kind: "user", status: 403, message: "This origin may not connect here." },
  "gateway.service-failed": { kind: "operational", status: 500, message: "The request could not be processed." },
  "gateway.upstream-failed": { kind: "operational", status: 502, message: "The application did not answer." },
  "gateway.response-too-large": { kind: "operational", status: 502, message: "The application's answer is too large." },
  "gateway.upstream-busy": { kind: "operational", status: 503, message: "The application is busy. Try again shortly." },
  "gateway.sign-in-required": { kind: "user", status: 401, message: "Sign in first." },
  "gateway.sign-in-failed": { kind: "user", status: 403, message: "Signing in did not succeed." },
  "gateway.session-too-large": { kind: "unexpected", status: 500, message: "The request could not be processed." },
  "gateway.am-refused": { kind: "operational", status: 502, message: "The sign-in could not be checked." },
  "gateway.am-unavailable": {
    kind: "operational",
    status: 503,
    message: "The sign-in cannot be checked at the moment. Try again shortly.",
  },
  "gateway.client-gone": { kind: "operational", status: 499, message: "The client closed the connection." },
});
