import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";
import { isMailAddress } from "../mail/address.ts";
import {
  attributesOfUser,
  contentSetting,
  gatewaySetting,
  oneTimePasswordMail,
  smtpServer,
  smtpSettings,
  subjectSetting,
} from "../mail/one-time-password.ts";
import { labelledSecret } from "../mail/secret-label.ts";

const { sslOption, ...server } = smtpSettings;

const config = z.object({
  ...server,
  mobilePhoneAttributeName: z.string().min(1).max(100).default("telephoneNumber").meta({
    title: "Mobile Phone Number Attribute Name",
    description: "The user's attribute that holds the number, or the whole address at the carrier.",
  }),
  mobileCarrierAttributeName: z.string().max(100).nullish().meta({
    title: "Mobile Carrier Attribute Name",
    description: "The user's attribute that holds the carrier's domain for text messages.",
  }),
  smsSubject: subjectSetting,
  smsContent: contentSetting,
  sslOption,
  smsGatewayImplementationClass: gatewaySetting,
});

/** Sends the one-time password of a generator as a text message, by way of the carrier's e-mail gateway. */
export const oneTimePasswordSmsSenderNode = node({
  type: "OneTimePasswordSmsSenderNode",
  version: 1,
  title: "OTP SMS Sender",
  tags: ["otp", "mfa", "multi-factor authentication"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ["username", "oneTimePassword"],
  writes: [],
  async run({ config: settings, realm, request, services, state }) {
    const { smsSubject: subject, smsContent: content, secretLabelIdentifier } = settings;
    const secret = labelledSecret(services, "am.authentication.nodes.otp.sms", secretLabelIdentifier);
    const message = oneTimePasswordMail(state, { subject, content }, request.locales);
    const attributes = attributesOfUser(services, realm, state) ?? {};
    const [phone = ""] = attributes[settings.mobilePhoneAttributeName] ?? [];
    const [carrier = ""] = attributes[settings.mobileCarrierAttributeName ?? ""] ?? [];
    const to = carrierAddress(phone.trim(), carrier.trim());
    if (!isMailAddress(to)) return goTo("outcome", { reason: "no number or no carrier: nothing was sent" });
    await services.mail.send({ ...smtpServer(settings, secret), from: settings.fromEmailAddress, to, ...message });
    return goTo("outcome", { reason: "sent" });
  },
});

function carrierAddress(phone: string, carrier: string): string {
  if (phone.includes("@")) return phone;
  return `${phone.replaceAll(/[\s()./-]/g, "")}@${carrier.replace(/^@/, "")}`;
}
