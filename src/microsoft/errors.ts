import { defineErrors } from "../core/errors.ts";

/** Mistakes of the caller and bugs. Trouble upstream is no exception: it comes back as a failure with a reason code. */
export const microsoftErrors = defineErrors({
  "microsoft.ca-invalid": { kind: "user", status: 500, message: "The extra CA is not a PEM certificate." },
  "microsoft.certificate-unreadable": {
    kind: "user",
    status: 500,
    message: "The certificate of the app registration, or its private key, cannot be read.",
  },
  "microsoft.client-closed": { kind: "unexpected", status: 500, message: "The compliance client is closed." },
  "microsoft.proxy-invalid": {
    kind: "user",
    status: 500,
    message: "The proxy is not an http or https origin without user name.",
  },
  "microsoft.token-request-misdirected": {
    kind: "unexpected",
    status: 500,
    message: "A token request was about to go to another address than the tenant's.",
  },
});
