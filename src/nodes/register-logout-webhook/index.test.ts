import { expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { registerLogoutWebhookNode } from "./index.ts";

it("Register Logout Webhook wants its webhook called, and leaves by outcome", async () => {
  const { action } = await runNode(registerLogoutWebhookNode, { attributes: { webhookName: "tell-crm" } });
  expect(action).toEqual({ kind: "goTo", outcome: "outcome", logoutWebhook: "tell-crm" });
});

it("Register Logout Webhook needs a name", () => {
  expect(() => registerLogoutWebhookNode.bind({ webhookName: "" })).toThrow();
});
