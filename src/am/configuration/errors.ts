import { defineErrors } from "../../core/errors.ts";

/** The texts are PingAM's where it has one: `frodo` compares some of them. */
export const configurationErrors = defineErrors({
  "am.administrator-required": { kind: "user", status: 401, message: "Access Denied" },
  "am.administration-refused": { kind: "user", status: 403, message: "User not permitted." },
  "am.configuration-read-only": { kind: "user", status: 403, message: "The configuration is read-only." },
  "am.configuration-missing": { kind: "user", status: 404, message: "Not Found" },
  "am.configuration-invalid": { kind: "user", status: 400, message: "The configuration is not valid." },
  "am.configuration-exists": {
    kind: "user",
    status: 409,
    message: "Unable to save config: Service already exists",
  },
  "am.configuration-used": { kind: "user", status: 409, message: "It is in use." },
  "am.configuration-changed": {
    kind: "user",
    status: 412,
    message: "The resource could not be accessed because its revision is not the one that was asked for",
  },
  "am.configuration-query": { kind: "user", status: 400, message: "The query is not supported." },
});
