import { defineErrors } from "../core/errors.ts";

/** What the emulator itself reports; the errors of the emulated services stand in `entra/aadsts.ts` and `graph/refusal.ts`. */
export const emulatorErrors = defineErrors({
  "emulator.not-loopback": { kind: "user", status: 500, message: "The emulator listens on loopback addresses only." },
  "emulator.microsoft-host": {
    kind: "user",
    status: 500,
    message: "The emulator must not present itself under a Microsoft host name.",
  },
  "emulator.public-host-invalid": { kind: "user", status: 500, message: "The emulator's host name is not valid." },
  "emulator.control-token-weak": {
    kind: "user",
    status: 500,
    message: "The emulator's control token must have at least 16 characters.",
  },
  "emulator.fleet-invalid": { kind: "user", status: 500, message: "The emulator's fleet document is not valid." },
  "emulator.listen-failed": { kind: "operational", status: 500, message: "The emulator cannot listen." },
  "emulator.unauthorized": {
    kind: "user",
    status: 401,
    message: "The control API needs the emulator's control token as a bearer token.",
  },
  "emulator.unknown-device": { kind: "user", status: 404, message: "The fleet has no device with this id." },
  "emulator.control-request-invalid": { kind: "user", status: 400, message: "The control request is not valid." },
  "emulator.request-unreadable": { kind: "user", status: 400, message: "The request cannot be read." },
  "emulator.not-implemented": {
    kind: "user",
    status: 501,
    message: "The Sallyport emulator does not implement this request.",
  },
  "emulator.internal": { kind: "unexpected", status: 500, message: "The emulator failed." },
});
