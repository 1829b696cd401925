import { defineErrors } from "../../core/errors.ts";

export const configurationErrors = defineErrors({
  "app.files-changed": {
    kind: "user",
    status: 409,
    message: "A journey file was edited by hand and is not valid; correct it first.",
  },
  "app.journey-used": { kind: "user", status: 409, message: "The journey is the realm's default journey." },
});
