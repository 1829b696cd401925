import { defineErrors } from "../core/errors.ts";

export const cliErrors = defineErrors({
  "cli.password-missing": { kind: "user", status: 400, message: "There is no password." },
  "cli.attribute-malformed": { kind: "user", status: 400, message: "An attribute is written name=value." },
  "cli.nothing-to-change": { kind: "user", status: 400, message: "There is nothing to change." },
  "cli.device-unknown": { kind: "user", status: 404, message: "The user has no such device." },
});
