import { defineErrors } from "../core/errors.ts";

export const nodeErrors = defineErrors({
  "nodes.script-missing": { kind: "operational", status: 401, message: "Login failure" },
  "nodes.script-outcome": { kind: "operational", status: 401, message: "Login failure" },
  "nodes.script-outputs-missing": { kind: "operational", status: 401, message: "Login failure" },
  "nodes.empty-page": { kind: "operational", status: 401, message: "Login failure" },
  "nodes.page-suspends": { kind: "operational", status: 401, message: "Login failure" },
  "nodes.metadata-only-page": { kind: "operational", status: 401, message: "Login failure" },
  "nodes.no-choice": { kind: "operational", status: 401, message: "Login failure" },
  "nodes.timeout-negative": { kind: "operational", status: 401, message: "Login failure" },
});
