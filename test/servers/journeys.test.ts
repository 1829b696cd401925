import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Client, client } from "../harness/client.ts";
import { state as demoState, traceOf } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { type PlacedNode, putJourney } from "../harness/journey.ts";
import { directoryAdmin, type Slapd, startSlapd } from "../harness/slapd.ts";
import { type SmtpServer, startSmtp } from "../harness/smtp.ts";

/** Whole logins over HTTP that need a mail server or a directory: real ones. */

const mia = { name: "mia", password: "correct horse battery", mail: "mia@example.com" };
const inDirectory = "password in the directory";
const label = "am.authentication.nodes.otp.mail.tests.password";

let smtp: SmtpServer;
let slapd: Slapd;
let deployment: OwnDeployment;
let browser: Client;
/** What to end, the last one first; whatever has started ends, even if the rest never does. */
const started: (() => Promise<void>)[] = [];

beforeAll(async () => {
  smtp = await startSmtp();
  started.unshift(smtp.stop);
  slapd = await startSlapd(`dn: uid=${mia.name},ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: ${mia.name}
cn: Mia
sn: Person
userPassword: ${inDirectory}
`);
  started.unshift(slapd.stop);
  writeFileSync(join(demoState, "secrets", label), smtp.account.password, { mode: 0o600 });
  deployment = await deploy({
    only: "server",
    change(file) {
      file("sallyport.json", (document) => {
        const { host, ports, account } = smtp;
        document.trust.serverAuthorities = [smtp.caFile, slapd.caFile];
        document.mail = { host, port: ports.starttls, from: "Sign-in <no-reply@example.com>" };
        Object.assign(document.mail, { username: account.username, password: `&{${label}}` });
      });
      file("realms/alpha/users.json", (document) => {
        const attributes = { mail: mia.mail, givenName: "Mia <b>" };
        document.users.push({ username: mia.name, password: mia.password, attributes });
      });
      file("realms/alpha/email-templates/login.json", (document) => {
        const message = { en: '<p>{{object.givenName}}</p><a href="{{resumeURI}}">Go on</a>' };
        Object.assign(document, { subject: { en: "Go on" }, message });
      });
      for (const [name, nodes] of Object.entries(journeys())) putJourney(file, name, { nodes });
    },
  });
  started.unshift(deployment.remove);
  browser = client({ origin: deployment.server });
  started.unshift(browser.close);
});

afterAll(async () => {
  for (const stop of started) await stop();
});

const userName = { type: "UsernameCollectorNode", to: { outcome: "password" } };
const password = { type: "PasswordCollectorNode", to: { outcome: "decision" } };

function journeys(): Record<string, Record<string, PlacedNode>> {
  const decision = (right: string) => ({ type: "DataStoreDecisionNode", to: { true: right, false: "failure" } });
  const server = { hostName: smtp.host, hostPort: smtp.ports.tls, username: smtp.account.username };
  return {
    "e-mailed-code": {
      ...{ "user name": userName, password, decision: decision("generator") },
      generator: { type: "OneTimePasswordGeneratorNode", to: { outcome: "sender" } },
      sender: {
        type: "OneTimePasswordSmtpSenderNode",
        config: {
          ...{ ...server, secretLabelIdentifier: "tests", fromEmailAddress: "no-reply@example.com", sslOption: "SSL" },
          ...{ emailSubject: { en: "Your code" }, emailContent: { en: "code {{OTP}}" } },
        },
        to: { outcome: "collector" },
      },
      collector: { type: "OneTimePasswordCollectorDecisionNode", to: { true: "success", false: "collector" } },
    },
    "e-mailed-link": {
      "user name": { ...userName, to: { outcome: "link" } },
      link: {
        type: "EmailSuspendNode",
        config: { emailTemplateName: "login", objectLookup: true },
        to: { outcome: "password" },
      },
      ...{ password, decision: decision("success") },
    },
    directory: {
      "user name": userName,
      password: { ...password, to: { outcome: "directory" } },
      directory: {
        type: "LdapDecisionNode",
        config: {
          ...{ primaryServers: [slapd.plain], ldapConnectionMode: "START_TLS", ...directoryAdmin },
          ...{
            accountSearchBaseDn: ["dc=example,dc=com"],
            searchFilterAttributes: ["uid"],
            userProfileAttribute: "uid",
          },
        },
        to: { TRUE: "success", FALSE: "failure", LOCKED: "failure" },
      },
    },
  };
}

/** Answers a journey's questions one by one. */
async function answer(step: Answer, ...answers: string[]): Promise<Answer> {
  let at = step;
  for (const text of answers) at = await browser.next(at, [text]);
  return at;
}

describe("a one-time password by e-mail", () => {
  it("logs in who reads it, once, and after a wrong guess too", async () => {
    const asked = await answer(await browser.start("e-mailed-code"), mia.name, mia.password);
    expect(asked.body.callbacks).toMatchObject([{ type: "PasswordCallback" }]);
    const mail = await smtp.next(mia.mail);
    expect(mail).toMatchObject({ from: "no-reply@example.com", subject: "Your code", tls: true, login: "mailer" });
    const [, code = ""] = /^code (\d{8})$/m.exec(mail.body) ?? [];
    const again = await answer(asked, code === "00000000" ? "00000001" : "00000000");
    expect(again.body.callbacks).toMatchObject([{ type: "PasswordCallback" }]);
    const session = await answer(again, code);
    expect(session.body).toMatchObject({ tokenId: expect.any(String) });
    expect((await answer(again, code)).status).toBe(401);
    const events = await traceOf(
      String(session.headers["x-forgerock-transactionid"]),
      (all) => all.filter(({ outcome }) => outcome === "true").length === 2,
      deployment.state,
    );
    expect(JSON.stringify(events)).not.toContain(code);
  });

  it("accepts the code of no other login", async () => {
    const first = await answer(await browser.start("e-mailed-code"), mia.name, mia.password);
    const [, code = ""] = /^code (\d{8})$/m.exec((await smtp.next(mia.mail)).body) ?? [];
    const second = await answer(await browser.start("e-mailed-code"), mia.name, mia.password);
    await smtp.next(mia.mail);
    expect((await answer(second, code)).body.tokenId).toBeUndefined();
    expect((await answer(first, code)).body.tokenId).toEqual(expect.any(String));
  });
});

describe("a link by e-mail", () => {
  const resume = (link: string) =>
    browser.call("POST", `/am/json/realms/root/realms/alpha/authenticate?suspendedId=${suspendedIdOf(link)}`, "");

  it("lets who follows it go on, once", async () => {
    const suspended = await answer(await browser.start("e-mailed-link"), mia.name);
    expect(suspended.body.callbacks).toMatchObject([{ type: "SuspendedTextOutputCallback" }]);
    const { body, subject } = await smtp.next(mia.mail);
    expect(subject).toBe("Go on");
    expect(body).toContain("<p>Mia &lt;b&gt;</p>");
    expect(JSON.stringify(suspended.body)).not.toContain(suspendedIdOf(body));
    const resumed = await resume(body);
    expect(resumed.body.callbacks).toMatchObject([{ type: "PasswordCallback" }]);
    expect((await answer(resumed, mia.password)).body.tokenId).toEqual(expect.any(String));
    expect((await resume(body)).status).toBe(401);
  });

  it("tells nobody whether there is such a user", async () => {
    const shown = async (name: string) => {
      const { status, body } = await answer(await browser.start("e-mailed-link"), name);
      return { status, callbacks: body.callbacks };
    };
    expect(await shown("nobody")).toEqual(await shown(mia.name));
    await smtp.next(mia.mail);
    expect(smtp.received).toEqual([]);
  });
});

/** The link as it stands in the message, markup undone. */
function suspendedIdOf(body: string): string {
  const [, href = ""] = /href="([^"]+)"/.exec(body) ?? [];
  return new URL(href.replaceAll("&amp;", "&")).searchParams.get("suspendedId") ?? "";
}

describe("a password of a directory", () => {
  it("logs in a user whom the identity store knows, and no other password does", async () => {
    const right = await answer(await browser.start("directory"), mia.name, inDirectory);
    expect(right.body.tokenId).toEqual(expect.any(String));
    expect((await answer(await browser.start("directory"), mia.name, mia.password)).status).toBe(401);
  });
});
