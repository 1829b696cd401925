import { defineErrors } from "../core/errors.ts";

/** What can be wrong with a device's certificate or with the gateway's word for it. */
export const deviceErrors = defineErrors({
  "device.certificate-malformed": { kind: "user", status: 400, message: "The client certificate cannot be used." },
  "device.certificate-unverified": { kind: "user", status: 403, message: "The client certificate was refused." },
  "device.assertion-refused": { kind: "user", status: 401, message: "The request was refused." },
  "device.assertion-too-large": { kind: "user", status: 431, message: "The request is too large." },
  "device.assertion-key-invalid": {
    kind: "user",
    status: 500,
    message: "An assertion key must be 256 bits or more, base64url encoded, and one or two keys may be valid at once.",
  },
});
