import { z } from "zod";
import type { Secret } from "../../core/secret.ts";
import type { NodeState } from "../../journey/index.ts";
import { nodeErrors } from "../errors.ts";
import { localise, localisedText } from "../localised.ts";
import { secretAttribute } from "../secret-attribute.ts";
import type { NodeServices } from "../services.ts";
import type { MailServer, OutgoingMail } from "./mailer.ts";

/** What the nodes share that send a one-time password through an SMTP server of their own. */

/** The gateway that PingAM sends by unless it is told otherwise: it turns text messages into e-mails. */
export const defaultGateway = "com.sun.identity.authentication.modules.hotp.DefaultSMSGatewayImpl";

export const smtpSettings = {
  hostName: z.string().min(1).max(253).meta({ title: "Mail Server Host Name", description: "The SMTP server." }),
  hostPort: z.coerce
    .number()
    .pipe(z.int().min(1).max(65_535))
    .meta({ title: "Mail Server Host Port", description: "Its port: 465 with SSL, 587 with STARTTLS as a rule." }),
  username: z.string().max(320).nullish().meta({
    title: "Mail Server Authentication Username",
    description: "Empty: without signing in.",
  }),
  password: secretAttribute.meta({
    title: "Mail Server Authentication Password",
    description: "Deprecated by PingAM in favour of the secret label; write it as a token.",
  }),
  secretLabelIdentifier: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,60}$/)
    .nullish()
    .meta({
      title: "Mail Server Secret Label Identifier",
      description:
        "Names the file of the secrets directory that holds the password, and comes before the password above.",
    }),
  fromEmailAddress: z.string().min(3).max(320).meta({
    title: "Email From Address",
    description: "The sender: an address, or a name and an address in angle brackets.",
  }),
  sslOption: z.enum(["SSL", "START_TLS", "NON_SSL"]).default("SSL").meta({
    title: "Mail Server Secure Connection",
    description:
      "TLS from the start, STARTTLS without exception, or none. Without, no password is sent to another machine.",
  }),
};

export const gatewaySetting = z.string().max(300).default(defaultGateway).meta({
  title: "Gateway Implementation Class",
  description: "Only PingAM's default, which sends e-mail, is supported; another class fails the login.",
});

export const contentSetting = localisedText.meta({
  title: "Content",
  description: "The message by locale. {{OTP}} stands for the password; without it the password follows the text.",
});

export const subjectSetting = localisedText.meta({
  title: "Subject",
  description: "The subject by locale; {{OTP}} works here too.",
});

interface SmtpConfig {
  readonly hostName: string;
  readonly hostPort: number;
  readonly username?: string | null | undefined;
  readonly password: Secret | null;
  readonly sslOption: "SSL" | "START_TLS" | "NON_SSL";
  readonly smsGatewayImplementationClass: string;
}

const securities = { SSL: "tls", START_TLS: "starttls", NON_SSL: "none" } as const;

/** @throws {nodes.sms-gateway-unknown} */
export function smtpServer(config: SmtpConfig, labelled: Secret | null): MailServer {
  const { hostName: host, hostPort: port, username, sslOption } = config;
  if (config.smsGatewayImplementationClass !== defaultGateway) throw nodeErrors.error("nodes.sms-gateway-unknown");
  const password = labelled ?? config.password;
  return {
    ...{ host, port, security: securities[sslOption] },
    ...(username ? { username } : {}),
    ...(password === null ? {} : { password }),
  };
}

interface Texts {
  readonly subject: Readonly<Record<string, string>>;
  readonly content: Readonly<Record<string, string>>;
}

/**
 * Subject and text with the password that a generator left in the state.
 *
 * @throws {nodes.one-time-password-missing}
 */
export function oneTimePasswordMail(
  state: NodeState,
  { subject, content }: Texts,
  locales: readonly string[],
): Pick<OutgoingMail, "subject" | "text"> {
  const password = state.get("oneTimePassword");
  if (typeof password !== "string" || password === "") throw nodeErrors.error("nodes.one-time-password-missing");
  const title = localise(subject, locales) || "Your one-time password";
  const text = localise(content, locales) || "Your one-time password:";
  const isPlaced = `${title}${text}`.includes("{{OTP}}");
  const fill = (template: string): string => template.replaceAll("{{OTP}}", () => password);
  return { subject: fill(title), text: isPlaced ? fill(text) : `${text}\n\n${password}` };
}

/** The attributes of the user whose name stands in the state; null when there is no such user. */
export function attributesOfUser(
  { users }: Pick<NodeServices, "users">,
  realm: string,
  state: NodeState,
): Readonly<Record<string, readonly string[]>> | null {
  const username = state.get("username");
  const identity = typeof username === "string" ? users.find(realm, username) : null;
  return identity?.attributes ?? null;
}
