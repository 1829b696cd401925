import { describe, expect, it } from "vitest";
import { identityFake } from "../../users/testing/fakes.ts";
import { nodeErrors } from "../errors.ts";
import type { OutgoingMail } from "../mail/mailer.ts";
import { emailTemplateSchema } from "../mail/template.ts";
import { type NodeRun, runNode, usersFake } from "../testing/run-node.ts";
import { emailSuspendNode } from "./index.ts";

const template = emailTemplateSchema.parse({
  subject: { en: "Welcome" },
  message: { en: "{{object.givenName}}: {{resumeURI}}" },
});
const mailAccount = { host: "mail.test", port: 587, security: "starttls", from: "no-reply@example.com" } as const;
const dana = identityFake({ username: "dana", attributes: { mail: ["dana@example.com"], givenName: ["Dana"] } });
const twin = identityFake({ username: "twin", attributes: { mail: ["dana@example.com"] } });

async function run({ services, ...rest }: NodeRun = {}) {
  const sent: OutgoingMail[] = [];
  const result = await runNode(emailSuspendNode, {
    services: {
      mailAccount,
      mail: { send: async (mail) => void sent.push(mail) },
      emailTemplate: (_realm, name) => (name === "registration" ? template : undefined),
      users: usersFake({
        search: (_realm, { attribute, value }) =>
          attribute === "userName" ? [dana].filter(({ username }) => username === value) : [dana, twin],
      }),
      ...services,
    },
    ...rest,
  });
  const { action } = result;
  if (action.kind !== "suspend") return { ...result, sent, message: "", deliver: undefined };
  return { ...result, sent, message: action.suspension.message("secret link"), deliver: action.suspension.deliver };
}

const shown = "An email has been sent to the address you entered. Click the link in that email to proceed.";
const newcomer = { objectAttributes: { mail: "new@example.com", givenName: "<Nina>" } };

describe("Email Suspend", () => {
  it("writes to who is about to register, once the journey is stored", async () => {
    const { deliver, sent, message } = await run({ shared: newcomer });
    expect(message).toBe(shown);
    expect(sent).toEqual([]);
    await deliver?.("https://h/?suspendedId=1&x=2");
    const html = "&lt;Nina&gt;: https://h/?suspendedId=1&amp;x=2";
    expect(sent).toEqual([{ ...mailAccount, to: "new@example.com", subject: "Welcome", html }]);
  });

  it("writes to the identity that it looks up", async () => {
    const { deliver, sent } = await run({ shared: { username: "dana" }, attributes: { objectLookup: true } });
    await deliver?.("link");
    expect(sent).toMatchObject([{ to: "dana@example.com", html: "Dana: link" }]);
  });

  it.each([
    ["nobody", {}, {}],
    ["an object without an address", { objectAttributes: { givenName: "N" } }, {}],
    ["an address that is two", { objectAttributes: { mail: "a@b,c@d" } }, {}],
    ["an unknown user", { username: "stranger" }, { objectLookup: true }],
    [
      "an address of two people",
      { objectAttributes: { mail: "dana@example.com" } },
      { objectLookup: true, identityAttribute: "mail" },
    ],
  ])("shows the same for %s, and writes to no one", async (_title, shared, attributes) => {
    const { action, deliver, message } = await run({ shared, attributes });
    expect(action.kind).toBe("suspend");
    expect(message).toBe(shown);
    expect(deliver).toBeUndefined();
  });

  it("leaves by outcome when the link was followed", async () => {
    expect((await run({ resumed: true })).outcome).toBe("outcome");
  });

  it("keeps the link out of what is shown, and shows a message of its own", async () => {
    const attributes = { emailSuspendMessage: { en: "Look into your mail.", de: "Post!" }, suspendDuration: 30 };
    const { action, message } = await run({ attributes, locales: ["de"] });
    expect(message).toBe("Post!");
    expect(action).toMatchObject({ suspension: { minutes: 30 } });
  });

  it("hands a message that was not taken over to the server, which tells nobody", async () => {
    const failing = { mail: { send: () => Promise.reject(nodeErrors.error("nodes.mail-failed")) } };
    const { deliver } = await run({ shared: newcomer, services: failing });
    await expect(deliver?.("link")).rejects.toMatchObject({ code: "nodes.mail-failed" });
  });

  it("fails for everybody without the template, or without a mail server", async () => {
    await expect(run({ attributes: { emailTemplateName: "other" } })).rejects.toMatchObject({
      code: "nodes.email-template-missing",
    });
    const { deliver } = await run({ shared: newcomer, services: { mailAccount: null } });
    await expect(deliver?.("link")).rejects.toMatchObject({ code: "nodes.mail-account-missing" });
  });
});
