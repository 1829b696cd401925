import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { developmentTls } from "./development-tls.ts";
import { endOf } from "./end-of.ts";
import { freePorts } from "./ports.ts";
import { eventually } from "./sallyport.ts";

/** A real SMTP server (Debian's aiosmtpd) on loopback that keeps what it is sent. */
export interface SmtpServer {
  readonly host: string;
  readonly ports: { readonly plain: number; readonly starttls: number; readonly tls: number };
  /** Who may send by `starttls` and `tls`. */
  readonly account: { readonly username: string; readonly password: string };
  /** PEM of the authority of its certificate. */
  readonly ca: string;
  readonly caFile: string;
  readonly received: readonly ReceivedMail[];
  /** Waits for the next message to an address, and takes it away. */
  next(to: string): Promise<ReceivedMail>;
  stop(): Promise<void>;
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly headers: readonly string[];
  readonly tls: boolean;
  readonly login: string | null;
}

const account = { username: "mailer", password: "password of the mailer" };

export async function startSmtp(): Promise<SmtpServer> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-smtp-"));
  const tls = await developmentTls(folder);
  const [plain = 0, starttls = 0, secure = 0] = Object.values(await freePorts()).map(Number);
  const script = join(folder, "server.py");
  writeFileSync(script, program);
  const settings = { plain, starttls, secure, ...account, certificate: tls.certificateFile, key: tls.keyFile };
  // Debian's own interpreter: only that one has Debian's packages.
  const child = spawn("/usr/bin/python3", ["-u", "-W", "ignore", script, JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const received: ReceivedMail[] = [];
  let isReady = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line === "ready") isReady = true;
    else received.push(JSON.parse(line));
  });
  await eventually("the SMTP server", () => isReady || child.exitCode !== null);
  if (!isReady) throw new Error("the SMTP server did not start: is python3-aiosmtpd installed?");
  return {
    ...{
      host: "127.0.0.1",
      ports: { plain, starttls, tls: secure },
      account,
      received,
      ca: tls.ca,
      caFile: tls.caFile,
    },
    async next(to) {
      const index = () => received.findIndex((mail) => mail.to.includes(to));
      await eventually(`a message to ${to}`, () => index() >= 0);
      const [mail] = received.splice(index(), 1);
      if (mail === undefined) throw new Error("no message");
      return mail;
    },
    async stop() {
      await endOf(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const program = `
import json, logging, ssl, sys, threading
from email import message_from_bytes, policy
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

logging.disable(logging.CRITICAL)
settings = json.loads(sys.argv[1])

class Keep:
    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": mail["subject"],
            "body": mail.get_body().get_content().replace("\\r\\n", "\\n"), "headers": mail.keys(),
            "tls": session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None,
            "login": session.auth_data.login.decode() if session.auth_data else None,
        }))
        return "250 kept"

def authenticate(server, session, envelope, mechanism, data):
    right = data.login.decode() == settings["username"] and data.password.decode() == settings["password"]
    return AuthResult(success=right, handled=False, auth_data=data)

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(settings["certificate"], settings["key"])
signed_in = {"authenticator": authenticate, "auth_required": True}
for port, options in [
    (settings["plain"], {}),
    (settings["starttls"], {"tls_context": context, "require_starttls": True, **signed_in}),
    (settings["secure"], {"ssl_context": context, "auth_require_tls": False, **signed_in}),
]:
    Controller(Keep(), hostname="127.0.0.1", port=port, **options).start()
print("ready")
threading.Event().wait()
`;
