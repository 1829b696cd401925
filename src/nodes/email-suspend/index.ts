import { z } from "zod";
import { goTo, suspend } from "../../journey/index.ts";
import { node } from "../define.ts";
import { localise } from "../localised.ts";
import { findAddressee } from "../mail/addressee.ts";
import { sendTemplate, templateNamed } from "../mail/send-template.ts";

const defaultMessage = "An email has been sent to the address you entered. Click the link in that email to proceed.";

const config = z.object({
  emailTemplateName: z.string().min(1).max(100).default("registration").meta({
    title: "Email Template Name",
    description: "The file of email-templates/ in the realm's folder, without .json.",
  }),
  emailAttribute: z.string().min(1).max(100).default("mail").meta({
    title: "Email Attribute",
    description: "The attribute that holds the address.",
  }),
  emailSuspendMessage: z.record(z.string(), z.string()).default({ en: defaultMessage }).meta({
    title: "Email Suspend Message",
    description: "What the client is shown meanwhile, by locale.",
  }),
  objectLookup: z.boolean().default(false).meta({
    title: "Object Lookup",
    description: "Look the identity up; otherwise objectAttributes of the state are somebody who is yet to register.",
  }),
  identityAttribute: z.string().min(1).max(100).default("userName").meta({
    title: "Identity Attribute",
    description: "The attribute by which the identity is looked up.",
  }),
  suspendDuration: z.int().min(1).max(43_200).nullish().meta({
    title: "Suspend Duration",
    description: "Minutes that the link is good for; default: the realm's.",
  }),
});

/** E-mails a link, and goes on when somebody follows it. */
export const emailSuspendNode = node({
  type: "EmailSuspendNode",
  version: 1,
  title: "Email Suspend Node",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ["username", "objectAttributes"],
  writes: [],
  run({ config: settings, realm, request: { locales }, resumed, services, state }) {
    if (resumed) return goTo("outcome", { reason: "the link was followed" });
    const template = templateNamed(services, realm, settings.emailTemplateName);
    const addressee = template.enabled ? findAddressee({ realm, state, services }, settings) : null;
    const message = (): string => localise(settings.emailSuspendMessage, locales) || defaultMessage;
    const minutes = settings.suspendDuration ?? null;
    const wait = { message, ...(minutes === null ? {} : { minutes }) };
    if (addressee === null) return suspend(wait, { reason: "nobody to write to: no message" });
    const deliver = (resumeURI: string) => sendTemplate(services, template, addressee, { locales, resumeURI });
    return suspend({ ...wait, deliver }, { reason: "a message is on its way" });
  },
});
