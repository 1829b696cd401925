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
import { sendUnawaited } from "../mail/send-unawaited.ts";

const { sslOption, ...serverSettings } = smtpSettings;

const config = z.object({
  ...serverSettings,
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
  run({ config: settings, realm, request, services, state }) {
    const { smsSubject: subject, smsContent: content, secretLabelIdentifier } = settings;
    const secret = labelledSecret(services, "am.authentication.nodes.otp.sms", secretLabelIdentifier);
    // Whatever may throw stands before the look at the user, so that it does so for everybody.
    const server = smtpServer(settings, secret);
    const message = oneTimePasswordMail(state, { subject, content }, request.locales);
    const attributes = attributesOfUser(services, realm, state) ?? {};
    const [phone = ""] = attributes[settings.mobilePhoneAttributeName] ?? [];
    const [carrier = ""] = attributes[settings.mobileCarrierAttributeName ?? ""] ?? [];
    const to = carrierAddress(phone.trim(), carrier.trim());
    if (!isMailAddress(to)) return goTo("outcome", { reason: "no number or no carrier: nothing was sent" });
    sendUnawaited(services, { ...server, from: settings.fromEmailAddress, to, ...message });
    return goTo("outcome", { reason: "a message is on its way" });
  },
});

function carrierAddress(phone: string, carrier: string): string {
  if (phone.includes("@")) return phone;
  return `${phone.replaceAll(/[\s()./-]/g, "")}@${carrier.replace(/^@/, "")}`;
}
