import { defineErrors } from "../core/errors.ts";

export const usersErrors = defineErrors({
  "users.too-many-attempts": { kind: "operational", status: 429, message: "Too many attempts. Try again later." },
  "users.seed-invalid": { kind: "user", status: 500, message: "A seed identity is not valid." },
  "users.unknown": { kind: "user", status: 404, message: "There is no such user." },
  "users.exists": { kind: "user", status: 409, message: "There is a user of this name already." },
  "users.name-invalid": {
    kind: "user",
    status: 400,
    message: "A user name has 1 to 256 characters, no control characters, and no space at either end.",
  },
  "users.attribute-invalid": { kind: "user", status: 400, message: "An attribute is not valid." },
  "users.password-refused": { kind: "user", status: 400, message: "The password does not meet the policy." },
  "users.device-invalid": { kind: "user", status: 400, message: "A device registration is not valid." },
  "users.device-exists": { kind: "user", status: 409, message: "This device is registered already." },
  "users.too-many-devices": { kind: "user", status: 409, message: "The user has as many devices as are allowed." },
  "users.answers-invalid": { kind: "user", status: 400, message: "Security questions or answers are not valid." },
});
