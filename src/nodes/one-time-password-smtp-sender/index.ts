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
  emailAttribute: z.string().min(1).max(100).default("mail").meta({
    title: "Email Attribute Name",
    description: "The user's attribute that holds the address.",
  }),
  emailSubject: subjectSetting,
  emailContent: contentSetting,
  sslOption,
  smsGatewayImplementationClass: gatewaySetting,
});

/** E-mails the one-time password of a generator to the user. */
export const oneTimePasswordSmtpSenderNode = node({
  type: "OneTimePasswordSmtpSenderNode",
  version: 1,
  title: "OTP Email Sender",
  tags: ["otp", "mfa", "multi-factor authentication"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: ["username", "oneTimePassword"],
  writes: [],
  run({ config: settings, realm, request, services, state }) {
    const { emailSubject: subject, emailContent: content, secretLabelIdentifier } = settings;
    const secret = labelledSecret(services, "am.authentication.nodes.otp.mail", secretLabelIdentifier);
    // Whatever may throw stands before the look at the user, so that it does so for everybody.
    const server = smtpServer(settings, secret);
    const message = oneTimePasswordMail(state, { subject, content }, request.locales);
    const [to = ""] = attributesOfUser(services, realm, state)?.[settings.emailAttribute] ?? [];
    if (!isMailAddress(to)) return goTo("outcome", { reason: "no address: nothing was sent" });
    sendUnawaited(services, { ...server, from: settings.fromEmailAddress, to, ...message });
    return goTo("outcome", { reason: "a message is on its way" });
  },
});
