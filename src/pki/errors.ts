import { defineErrors } from "../core/errors.ts";

/** What can go wrong while development certificates are made or kept. */
export const pkiErrors = defineErrors({
  "pki.directory-unusable": {
    kind: "operational",
    status: 500,
    message: "The directory for development certificates cannot be used.",
  },
  "pki.device-name-invalid": {
    kind: "user",
    status: 500,
    message: "A demo device needs a name of its own of letters, digits, dots, hyphens and underscores.",
  },
});
