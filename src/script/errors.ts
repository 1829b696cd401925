import { defineErrors } from "../core/errors.ts";

/** What can go wrong with a script. `detail` names the script and, where known, line and column. */
export const scriptErrors = defineErrors({
  "script.syntax": { kind: "user", status: 500, message: "The script is not valid JavaScript." },
  "script.groovy-invalid": { kind: "user", status: 500, message: "The Groovy script is not valid." },
  "script.threw": { kind: "user", status: 500, message: "The script failed." },
  "script.timeout": { kind: "user", status: 500, message: "The script ran longer than it may." },
  "script.out-of-memory": { kind: "user", status: 500, message: "The script needs more memory than it may use." },
  "script.invalid-result": { kind: "user", status: 500, message: "The script's result is not valid." },
  "script.unsupported": { kind: "user", status: 500, message: "The script uses an API that is not offered." },
  "script.host-limit": {
    kind: "user",
    status: 500,
    message: "The script called out more often or longer than it may.",
  },
  "script.egress-invalid": { kind: "user", status: 500, message: "The egress allow-list of scripts is not valid." },
  "script.busy": { kind: "operational", status: 503, message: "Too many scripts are waiting. Try again shortly." },
  "script.engine-failed": { kind: "unexpected", status: 500, message: "The script engine failed." },
});
