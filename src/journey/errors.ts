import { defineErrors } from "../core/errors.ts";

export const journeyErrors = defineErrors({
  "journey.file-invalid": { kind: "user", status: 400, message: "The journey file is not valid." },
  "journey.unknown-node-type": { kind: "operational", status: 401, message: "Login failure" },
  "journey.node-invalid": { kind: "user", status: 400, message: "A node of the journey is not configured correctly." },
  "journey.broken-connection": { kind: "user", status: 400, message: "A connection of the journey leads nowhere." },
  "journey.tree-missing": { kind: "user", status: 400, message: "Configured tree does not exist" },
  "journey.tree-loop": { kind: "user", status: 400, message: "Tree would result in recursive loop" },
  "journey.illegal-page": { kind: "user", status: 400, message: "The page node is not configured correctly." },
  "journey.outcome-unconnected": { kind: "operational", status: 401, message: "Login failure" },
  "journey.too-many-steps": { kind: "operational", status: 401, message: "Login failure" },
  "journey.too-deep": { kind: "operational", status: 401, message: "Login failure" },
  "journey.changed": { kind: "operational", status: 401, message: "Session has timed out" },
  "journey.state-too-large": { kind: "operational", status: 401, message: "Login failure" },
  "journey.state-nested": { kind: "operational", status: 401, message: "Login failure" },
  "journey.device-changed": { kind: "operational", status: 401, message: "Login failure" },
  "journey.not-suspended": { kind: "operational", status: 401, message: "Session has timed out" },
  "journey.node-failed": { kind: "operational", status: 401, message: "Login failure" },
});
