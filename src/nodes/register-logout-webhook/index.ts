import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  webhookName: z.string().min(1).max(200).meta({
    title: "Webhook Name",
    description: "The webhook of realm.json to call when the session ends.",
  }),
});

/** Has a webhook called when the session ends. */
export const registerLogoutWebhookNode = node({
  type: "RegisterLogoutWebhookNode",
  version: 1,
  title: "Register Logout Webhook",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run: ({ config: { webhookName } }) => goTo("outcome", { logoutWebhook: webhookName }),
});
