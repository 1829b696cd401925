import { describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import { identityFake } from "../../users/testing/fakes.ts";
import { nodeErrors } from "../errors.ts";
import type { OutgoingMail } from "../mail/mailer.ts";
import { type NodeRun, runNode, usersFake } from "../testing/run-node.ts";
import { oneTimePasswordSmtpSenderNode } from "./index.ts";

const server = { hostName: "mail.test", hostPort: 465, fromEmailAddress: "no-reply@example.com" };
const dana = identityFake({ username: "dana", attributes: { mail: ["dana@example.com"], odd: ["no address"] } });
const users = usersFake({ find: (_realm, username) => (username === "dana" ? dana : null) });

async function run({ attributes, services, ...rest }: NodeRun = {}) {
  const sent: OutgoingMail[] = [];
  const mail = { send: async (message: OutgoingMail) => void sent.push(message) };
  const result = await runNode(oneTimePasswordSmtpSenderNode, {
    shared: { username: "dana" },
    transient: { oneTimePassword: "12345678" },
    attributes: { ...server, ...attributes },
    services: { users, mail, ...services },
    ...rest,
  });
  return { ...result, sent };
}

describe("OTP Email Sender", () => {
  it("e-mails the password to the user, and leaves by outcome", async () => {
    const { outcome, sent } = await run();
    expect(outcome).toBe("outcome");
    expect(sent).toEqual([
      {
        ...{ host: "mail.test", port: 465, security: "tls", from: "no-reply@example.com", to: "dana@example.com" },
        ...{ subject: "Your one-time password", text: "Your one-time password:\n\n12345678" },
      },
    ]);
  });

  it("puts the password where the content wants it, in the client's language", async () => {
    const attributes = { emailSubject: { en: "Code" }, emailContent: { en: "Use {{OTP}}.", de: "Code: {{OTP}}" } };
    const { sent } = await run({ attributes, locales: ["de"] });
    expect(sent).toMatchObject([{ subject: "Code", text: "Code: 12345678" }]);
  });

  it.each([
    ["SSL", "tls"],
    ["START_TLS", "starttls"],
    ["NON_SSL", "none"],
  ])("connects with %s as %s", async (sslOption, security) => {
    expect((await run({ attributes: { sslOption } })).sent).toMatchObject([{ security }]);
  });

  it("takes the password of the secret label before its own", async () => {
    const label = "am.authentication.nodes.otp.mail.office.password";
    const secret = (asked: string) => (asked === label ? new Secret("from the file") : null);
    const attributes = { username: "u", password: "own", secretLabelIdentifier: "office" };
    const { sent } = await run({ attributes, services: { secret } });
    expect(sent[0]?.password?.reveal()).toBe("from the file");
    expect((await run({ attributes })).sent[0]?.password?.reveal()).toBe("own");
  });

  it.each([
    ["nobody", {}],
    ["an unknown user", { username: "stranger" }],
    ["a list instead of a name", { username: ["dana"] }],
  ])("sends nothing for %s, and leaves by outcome all the same", async (_title, shared) => {
    const { outcome, sent } = await run({ shared });
    expect([outcome, sent]).toEqual(["outcome", []]);
  });

  it("does not wait for the mail server: how long it takes would tell that there is somebody to write to", async () => {
    const mail = { send: () => new Promise<void>(() => undefined) };
    expect((await run({ services: { mail } })).outcome).toBe("outcome");
  });

  it.each(["nodes.too-many-mails", "nodes.mail-failed", "nodes.mail-invalid"] as const)(
    "leaves by outcome on %s too, which only the log tells",
    async (code) => {
      const warnings: object[] = [];
      const mail = { send: () => Promise.reject(nodeErrors.error(code)) };
      const log = { warn: (fields: object) => void warnings.push(fields) };
      const { action } = await run({ services: { mail, log } });
      expect(action).toEqual((await run()).action);
      expect(warnings).toEqual([{ cause: expect.stringContaining(code) }]);
    },
  );

  it("sends nothing to what is no address", async () => {
    expect((await run({ attributes: { emailAttribute: "odd" } })).sent).toEqual([]);
    expect((await run({ attributes: { emailAttribute: "none" } })).sent).toEqual([]);
  });

  it("fails without a password to send, and with a gateway of another class", async () => {
    await expect(run({ transient: {} })).rejects.toMatchObject({ code: "nodes.one-time-password-missing" });
    const attributes = { smsGatewayImplementationClass: "com.example.Gateway" };
    for (const username of ["dana", "stranger"]) {
      const failed = run({ attributes, shared: { username } });
      await expect(failed).rejects.toMatchObject({ code: "nodes.sms-gateway-unknown" });
    }
  });

  it("keeps the password out of the reason", async () => {
    expect(JSON.stringify((await run()).action)).not.toContain("12345678");
  });
});
