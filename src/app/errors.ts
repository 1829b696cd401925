import { defineErrors } from "../core/errors.ts";

export const appErrors = defineErrors({
  "app.not-in-production": { kind: "user", status: 500, message: "Not allowed in production." },
  "app.listener-refused": { kind: "user", status: 500, message: "The listener is not allowed." },
  "app.realm-missing": { kind: "user", status: 500, message: "A realm is not complete." },
  "app.realm-unknown": { kind: "user", status: 500, message: "The deployment has no such realm." },
  "app.port-busy": { kind: "operational", status: 500, message: "A port is in use." },
  "app.part-failed": { kind: "operational", status: 500, message: "A part did not start." },
  "app.workers-silent": { kind: "operational", status: 503, message: "The processes of the gateway did not answer." },
  "app.not-configured": { kind: "user", status: 500, message: "The deployment does not configure this part." },
  "app.connection-invalid": { kind: "user", status: 500, message: "A connection to Microsoft is not complete." },
  "app.client-authorities": {
    kind: "user",
    status: 500,
    message: "The authorities of client certificates are not usable.",
  },
  "app.weak-key": { kind: "user", status: 500, message: "A key is too short." },
  "app.demo-login-failed": { kind: "unexpected", status: 500, message: "A demo login did not work." },
});
