import { z } from "zod";
import { answerText, goTo, nameCallback, send } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  recoveryCodeType: z.enum(["OATH", "PUSH", "WEB_AUTHN"]).default("OATH").meta({
    title: "Recovery Code Type",
    description: "Codes of which second factor count.",
  }),
});

/** Asks for a recovery code, and uses it up. */
export const recoveryCodeCollectorDecisionNode = node({
  type: "RecoveryCodeCollectorDecisionNode",
  version: 1,
  title: "Recovery Code Collector Decision",
  tags: ["mfa", "multi-factor authentication"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ["username"],
  writes: [],
  run({ answers, config: { recoveryCodeType }, realm, request: { clientIp }, services, state }) {
    const username = state.get("username");
    if (typeof username !== "string") return goTo("false", { reason: "no user name" });
    if (answers === null) return send([nameCallback("Recovery Code")]);
    const codes = services.users.recoveryCodes(realm, username);
    const isAccepted = codes.consume(recoveryCodeType, answerText(answers[0]), { clientIp });
    return isAccepted ? goTo("true") : goTo("false", { reason: "not an unused recovery code" });
  },
});
