import { defineErrors } from "../core/errors.ts";

export const usersErrors = defineErrors({
  "users.too-many-attempts": { kind: "operational", status: 429, message: "Too many attempts. Try again later." },
  "users.seed-invalid": { kind: "user", status: 500, message: "A seed identity is not valid." },
});
