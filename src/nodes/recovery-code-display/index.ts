import { z } from "zod";
import { confirmationCallback, goTo, messageTypes, send, textOutputCallback } from "../../journey/index.ts";
import { node } from "../define.ts";
import { recoveryCodeKeys, takeRecoveryCodes } from "../recovery-codes.ts";
import { displayScript } from "./display-script.ts";

/** Shows new recovery codes: the only time that anybody sees them. */
export const recoveryCodeDisplayNode = node({
  type: "RecoveryCodeDisplayNode",
  version: 1,
  title: "Recovery Code Display Node",
  tags: ["mfa", "multi-factor authentication"],
  config: z.object({}),
  outcomes: { outcome: "Outcome" },
  reads: recoveryCodeKeys,
  writes: [],
  run({ answers, state }) {
    const made = takeRecoveryCodes(state);
    if (answers !== null) return goTo("outcome");
    if (made === null) return goTo("outcome", { reason: "no new recovery codes" });
    const script = textOutputCallback(displayScript(made.codes, made.deviceName), messageTypes.script);
    return send([script, confirmationCallback(["Continue"])]);
  },
});
