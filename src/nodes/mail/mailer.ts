import { isIP } from "node:net";
import type { SecureContext } from "node:tls";
import { createTransport } from "nodemailer";
import type { Clock } from "../../core/clock.ts";
import { describeError } from "../../core/errors.ts";
import { boundedQueue } from "../../core/queue.ts";
import { createRateLimit, type Rate } from "../../core/rate-limit.ts";
import type { Secret } from "../../core/secret.ts";
import { nodeErrors } from "../errors.ts";
import { serverTrust } from "../server-trust.ts";
import { mailAddress } from "./address.ts";

/** The SMTP server that takes a message. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte; `starttls`: the connection must turn to TLS before anything is said. */
  readonly security: "none" | "starttls" | "tls";
  readonly username?: string;
  readonly password?: Secret;
}

/** The deployment's own mail server, for nodes that name a template and no server. */
export interface MailAccount extends MailServer {
  readonly from: string;
}

export interface OutgoingMail extends MailServer {
  /** `dana@example.com` or `Dana Novak <dana@example.com>`. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

/** Hands messages to SMTP servers. */
export interface Mailer {
  /**
   * Returns when the server has taken the message over.
   *
   * @throws {nodes.mail-invalid} for addresses that are none, overlong content, or a password that would travel in clear
   * @throws {nodes.too-many-mails} 429 with `retryAfter`, when this recipient has had enough of them
   * @throws {nodes.mail-failed}, {core.queue-full}
   */
  send(mail: OutgoingMail): Promise<void>;
}

export interface MailerOptions {
  readonly clock: Clock;
  /** PEM of authorities to trust besides the well-known ones. */
  readonly ca?: string;
  /** Messages that one recipient gets: whoever knows an address could have somebody flooded. Default: 10 in 15 minutes. */
  readonly perRecipient?: Rate;
  /** Milliseconds for a message in all; default 20 s. */
  readonly timeout?: number;
}

const longestContent = 131_072;
const longestSubject = 200;

export function createMailer({ clock, ca, perRecipient, timeout = 20_000 }: MailerOptions): Mailer {
  const pace = createRateLimit({ points: 10, seconds: 900, ...perRecipient, clock });
  const queue = boundedQueue({ concurrency: 8, waiting: 200 });
  const secureContext = serverTrust(ca);
  return {
    async send(mail) {
      const message = messageOf(mail);
      insistOnPrivacy(mail);
      const turn = pace.consume(message.to.address.toLowerCase());
      if (!turn.allowed) throw nodeErrors.error("nodes.too-many-mails", { retryAfter: turn.retryAfter });
      await queue.run(() => transmit(mail, message, { secureContext, timeout }));
    },
  };
}

interface Message {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

function messageOf({ from, to, subject, text, html }: OutgoingMail): Message {
  if ((text ?? "").length + (html ?? "").length > longestContent) {
    throw nodeErrors.error("nodes.mail-invalid", { detail: "the message is too long" });
  }
  return {
    from: mailAddress(from),
    to: mailAddress(to),
    // A line break would begin a header of its own.
    subject: subject.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ").slice(0, longestSubject),
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
  };
}

async function transmit(
  { host, port, security, username, password }: MailServer,
  message: Message,
  { secureContext, timeout }: { readonly secureContext: SecureContext; readonly timeout: number },
): Promise<void> {
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: { secureContext, rejectUnauthorized: true },
    ...(username && password !== undefined ? { auth: { user: username, pass: password.reveal() } } : {}),
    ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout, dnsTimeout: timeout },
    ...{ socketCloseTimeout: 1000, disableFileAccess: true, disableUrlAccess: true },
  });
  const envelope = { from: message.from.address, to: [message.to.address] };
  try {
    await transport.sendMail({ ...message, envelope, signal: AbortSignal.timeout(timeout) });
  } catch (cause) {
    const detail = `${host}:${port}: ${describeError(cause).slice(0, 300)}`;
    throw nodeErrors.error("nodes.mail-failed", { detail, cause });
  } finally {
    transport.close();
  }
}

/** A password never travels in clear, except to a server on this very machine. */
function insistOnPrivacy({ host, security, password, username }: MailServer): void {
  const isLocal = host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  if (security !== "none" || isLocal || !username || password === undefined) return;
  throw nodeErrors.error("nodes.mail-invalid", { detail: `the password for ${host} would travel unencrypted` });
}
