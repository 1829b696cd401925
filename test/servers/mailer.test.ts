import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { Secret } from "../../src/core/secret.ts";
import { createMailer } from "../../src/nodes/index.ts";
import { type SmtpServer, startSmtp } from "../harness/smtp.ts";

/** The mailer against a real SMTP server. */

let smtp: SmtpServer;

beforeAll(async () => {
  smtp = await startSmtp();
});

afterAll(() => smtp.stop());

const content = { from: "Sign-in <no-reply@example.com>", subject: "Grüezi", text: "Your code: 1" };
const signedIn = () => ({ username: smtp.account.username, password: new Secret(smtp.account.password) });
const mailer = (changes = {}) => createMailer({ clock: systemClock, ca: smtp.ca, ...changes });

describe("the mailer with a real SMTP server", () => {
  it.each([
    ["none", "plain", false],
    ["starttls", "starttls", true],
    ["tls", "tls", true],
  ] as const)("delivers with %s", async (security, port, tls) => {
    const account = tls ? signedIn() : {};
    const to = `${security}@example.com`;
    await mailer().send({ host: smtp.host, port: smtp.ports[port], security, to, ...content, ...account });
    expect(await smtp.next(to)).toMatchObject({
      ...{ from: "no-reply@example.com", to: [to], subject: "Grüezi", body: "Your code: 1\n", tls },
      login: tls ? smtp.account.username : null,
    });
  });

  it("turns what would be a header into part of the subject", async () => {
    const to = "headers@example.com";
    const subject = "Hello\r\nBcc: victim@example.com\r\n\r\nbody";
    await mailer().send({ host: smtp.host, port: smtp.ports.plain, security: "none", ...content, to, subject });
    const mail = await smtp.next(to);
    expect(mail.subject).toBe("Hello Bcc: victim@example.com body");
    expect(mail.headers).not.toContain("Bcc");
    expect(mail.to).toEqual([to]);
  });

  it("keeps a line of dots and a whole SMTP dialogue inside the text", async () => {
    const to = "text@example.com";
    const text = "a\r\n.\r\nMAIL FROM:<x@example.com>\r\nRCPT TO:<y@example.com>\r\nDATA\r\n..";
    await mailer().send({ host: smtp.host, port: smtp.ports.plain, security: "none", ...content, to, text });
    expect((await smtp.next(to)).body.trimEnd()).toBe(text.replaceAll("\r\n", "\n"));
    expect(smtp.received).toEqual([]);
  });

  it.each([
    ["a certificate of an unknown authority", { ca: undefined }, {}],
    ["a wrong password", {}, { password: new Secret("wrong") }],
    ["nobody signed in, where the server wants it", {}, { username: "" }],
  ])("sends nothing with %s", async (_title, options, changes) => {
    for (const security of ["starttls", "tls"] as const) {
      const mail = { host: smtp.host, port: smtp.ports[security], security, ...content, ...signedIn(), ...changes };
      await expect(mailer(options).send({ ...mail, to: "x@example.com" })).rejects.toMatchObject({
        code: "nodes.mail-failed",
      });
    }
    expect(smtp.received).toEqual([]);
  });

  it("sends nothing to a server that offers no STARTTLS", async () => {
    const mail = { host: smtp.host, port: smtp.ports.plain, security: "starttls" as const, ...content };
    await expect(mailer().send({ ...mail, to: "x@example.com" })).rejects.toMatchObject({ code: "nodes.mail-failed" });
    expect(smtp.received).toEqual([]);
  });
});
