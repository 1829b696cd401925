import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { Secret } from "../../core/secret.ts";
import { createMailer, type OutgoingMail } from "./mailer.ts";

/** What goes over the wire is tested with a real server in test/servers. */

const mail: OutgoingMail = {
  ...{ host: "127.0.0.1", port: 1, security: "none" },
  ...{ from: "a@example.com", to: "b@example.com", subject: "s", text: "t" },
};
const clock = frozenClock("2026-01-01T00:00:00Z");
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe("the mailer", () => {
  it.each([
    ["a recipient that is a header", { to: "b@example.com\r\nBcc: c@example.com" }],
    ["two recipients", { to: "b@example.com,c@example.com" }],
    ["a sender that is none", { from: "nobody" }],
    ["a message of a megabyte", { text: "x".repeat(1_048_576) }],
    ["a password in clear", { host: "mail.example.com", username: "u", password: new Secret("p") }],
  ])("refuses %s before it connects", async (_title, changes) => {
    await expect(createMailer({ clock }).send({ ...mail, ...changes })).rejects.toMatchObject({
      code: "nodes.mail-invalid",
    });
  });

  it("says which server failed, to administrators only", async () => {
    await expect(createMailer({ clock }).send(mail)).rejects.toMatchObject({
      code: "nodes.mail-failed",
      message: "Login failure",
      detail: expect.stringContaining("127.0.0.1:1"),
    });
  });

  it("gives up on a server that says nothing", async () => {
    const silent = createServer();
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const mailer = createMailer({ clock, timeout: 100 });
    await expect(mailer.send({ ...mail, port })).rejects.toMatchObject({ code: "nodes.mail-failed" });
  });

  it("writes to one address only so often", async () => {
    const mailer = createMailer({ clock, perRecipient: { points: 1, seconds: 60 } });
    await expect(mailer.send(mail)).rejects.toMatchObject({ code: "nodes.mail-failed" });
    await expect(mailer.send({ ...mail, to: "B@example.com" })).rejects.toMatchObject({
      code: "nodes.too-many-mails",
      retryAfter: 60,
    });
    await expect(mailer.send({ ...mail, to: "other@example.com" })).rejects.toMatchObject({
      code: "nodes.mail-failed",
    });
  });
});
