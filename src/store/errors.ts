import { defineErrors } from "../core/errors.ts";

export const storeErrors = defineErrors({
  "store.cannot-open": { kind: "operational", status: 500, message: "The database cannot be opened." },
  "store.wrong-schema": { kind: "operational", status: 500, message: "The database belongs to another version." },
  "store.busy": { kind: "operational", status: 503, message: "The service is busy. Try again shortly." },
  "store.failed": { kind: "unexpected", status: 500, message: "The database failed." },
  "store.corrupt": { kind: "unexpected", status: 500, message: "The database holds an unreadable record." },
  "store.too-large": { kind: "user", status: 413, message: "The journey holds too much data." },
  "store.executions-full": {
    kind: "operational",
    status: 503,
    message: "Too many logins are open. Try again shortly.",
  },
  "store.sessions-full": {
    kind: "operational",
    status: 503,
    message: "Too many sessions are open. Try again shortly.",
  },
  "store.session-quota": { kind: "user", status: 403, message: "Too many sessions of this user are open." },
  "store.unknown-user": { kind: "user", status: 404, message: "There is no such user." },
});
