import { describe, expect, it } from "vitest";
import { identityFake } from "../../users/testing/fakes.ts";
import { nodeErrors } from "../errors.ts";
import type { OutgoingMail } from "../mail/mailer.ts";
import { emailTemplateSchema } from "../mail/template.ts";
import { type NodeRun, runNode, usersFake } from "../testing/run-node.ts";
import { emailTemplateNode } from "./index.ts";

const texts = { from: "hr@example.com", subject: { en: "Welcome" }, message: { en: "Hi {{object.userName}}" } };
const mailAccount = { host: "mail.test", port: 587, security: "starttls", from: "no-reply@example.com" } as const;
const dana = identityFake({ username: "dana", attributes: { mail: ["dana@example.com"] } });
const users = usersFake({ search: (_realm, { value }) => (value === "dana" ? [dana] : []) });

async function run(changes: NodeRun["services"], shared: NodeRun["shared"] = { username: "dana" }) {
  const sent: OutgoingMail[] = [];
  const mail = { send: async (message: OutgoingMail) => void sent.push(message) };
  const emailTemplate = () => emailTemplateSchema.parse(texts);
  const services = { mailAccount, mail, emailTemplate, users, ...changes };
  return { ...(await runNode(emailTemplateNode, { shared: shared ?? {}, services })), sent };
}

describe("Email Template", () => {
  it("leaves by EMAIL_SENT when the server has taken the message", async () => {
    const { outcome, sent } = await run({});
    expect(outcome).toBe("EMAIL_SENT");
    expect(sent).toMatchObject([{ to: "dana@example.com", from: "hr@example.com", html: "Hi dana" }]);
  });

  it.each([
    ["an unknown user", {}, { username: "stranger" }],
    ["nobody", {}, {}],
    [
      "a template that is switched off",
      { emailTemplate: () => emailTemplateSchema.parse({ ...texts, enabled: false }) },
      undefined,
    ],
    ["a server that fails", { mail: { send: () => Promise.reject(nodeErrors.error("nodes.mail-failed")) } }, undefined],
    [
      "too many messages",
      { mail: { send: () => Promise.reject(nodeErrors.error("nodes.too-many-mails")) } },
      undefined,
    ],
    ["no mail server", { mailAccount: null }, undefined],
  ])("leaves by EMAIL_NOT_SENT for %s", async (_title, changes, shared) => {
    expect((await run(changes, shared)).outcome).toBe("EMAIL_NOT_SENT");
  });

  it("fails without the template, and does not hide a bug", async () => {
    await expect(run({ emailTemplate: () => undefined })).rejects.toMatchObject({
      code: "nodes.email-template-missing",
    });
    await expect(run({ mail: { send: () => Promise.reject(new TypeError("bug")) } })).rejects.toThrow("bug");
  });
});
