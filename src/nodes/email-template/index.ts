import { z } from "zod";
import { SallyportError } from "../../core/errors.ts";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { findAddressee } from "../mail/addressee.ts";
import { sendTemplate, templateNamed } from "../mail/send-template.ts";

const config = z.object({
  emailTemplateName: z.string().min(1).max(100).default("welcome").meta({
    title: "Email Template Name",
    description: "The file of email-templates/ in the realm's folder, without .json.",
  }),
  emailAttribute: z.string().min(1).max(100).default("mail").meta({
    title: "Email Attribute",
    description: "The attribute that holds the address.",
  }),
  identityAttribute: z.string().min(1).max(100).default("userName").meta({
    title: "Identity Attribute",
    description: "The attribute by which the identity is looked up.",
  }),
});

/** E-mails a user by a template of the realm. */
export const emailTemplateNode = node({
  type: "EmailTemplateNode",
  version: 1,
  title: "Email Template Node",
  tags: ["utilities"],
  config,
  outcomes: { EMAIL_SENT: "Email Sent", EMAIL_NOT_SENT: "Email Not Sent" },
  reads: ["username", "objectAttributes"],
  writes: [],
  async run({ config: settings, realm, request: { locales }, services, state }) {
    const template = templateNamed(services, realm, settings.emailTemplateName);
    if (!template.enabled) return goTo("EMAIL_NOT_SENT", { reason: "the template is switched off" });
    const addressee = findAddressee({ realm, state, services }, { ...settings, objectLookup: true });
    if (addressee === null) return goTo("EMAIL_NOT_SENT", { reason: "nobody to write to" });
    try {
      await sendTemplate(services, template, addressee, { locales });
      return goTo("EMAIL_SENT");
    } catch (cause) {
      if (!(cause instanceof SallyportError) || cause.kind !== "operational") throw cause;
      return goTo("EMAIL_NOT_SENT", { reason: cause.code, logs: [cause.detail ?? cause.message] });
    }
  },
});
