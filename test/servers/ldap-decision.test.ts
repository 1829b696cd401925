import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { systemRandom } from "../../src/core/random.ts";
import { Secret } from "../../src/core/secret.ts";
import { createDirectories } from "../../src/nodes/index.ts";
import { ldapDecisionNode } from "../../src/nodes/ldap-decision/index.ts";
import { type NodeOutcome, runNode } from "../../src/nodes/testing/run-node.ts";
import { createDevelopmentCa, issueDeviceCertificate } from "../../src/pki/index.ts";
import { directoryAdmin, type Slapd, startSlapd } from "../harness/slapd.ts";

/** LDAP Decision against OpenLDAP. */

let slapd: Slapd;
let directories: ReturnType<typeof createDirectories>;

const old = "pwdChangedTime: 20200101000000Z\n";

beforeAll(async () => {
  slapd = await startSlapd(
    [
      person("dana"),
      person("locked", "pwdAccountLockedTime: 000001010000Z\n"),
      person("reset", "pwdReset: TRUE\n"),
      person("expired", `${old}pwdPolicySubentry: cn=expiring,ou=policies,dc=example,dc=com\n`),
      person("grace", `${old}pwdPolicySubentry: cn=grace,ou=policies,dc=example,dc=com\n`),
      person("guessed"),
      person("twin", "mail: same@example.com\n"),
      person("other", "mail: same@example.com\n"),
    ].join("\n"),
  );
  directories = trusting(slapd.ca);
});

afterAll(() => slapd.stop());

function trusting(ca: string, secret: (label: string) => Secret | null = () => null) {
  return createDirectories({ clock: systemClock, ca, secret });
}

function person(uid: string, more = ""): string {
  return `dn: uid=${uid},ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: ${uid}
cn: ${uid}
sn: Person
userPassword: right password
${more}`;
}

interface Attempt {
  readonly username?: string;
  readonly password?: string;
  readonly settings?: JsonObject;
  readonly directories?: ReturnType<typeof createDirectories>;
  readonly answers?: readonly (string | number)[];
}

function attempt({
  username = "dana",
  password = "right password",
  settings,
  answers,
  ...services
}: Attempt): Promise<NodeOutcome> {
  return runNode(ldapDecisionNode, {
    attributes: {
      primaryServers: [slapd.tls],
      accountSearchBaseDn: ["ou=people,dc=example,dc=com"],
      ...directoryAdmin,
      userProfileAttribute: "uid",
      searchFilterAttributes: ["uid", "mail"],
      ldapConnectionMode: "LDAPS",
      ...settings,
    },
    shared: { username },
    transient: { password },
    services: { directories, ...services },
    ...(answers === undefined ? {} : { answers, memory: { username, tries: 0 } }),
  });
}

describe("LDAP Decision with OpenLDAP", () => {
  it.each([
    ["LDAPS", () => ({ ldapConnectionMode: "LDAPS" })],
    ["STARTTLS", () => ({ ldapConnectionMode: "START_TLS", primaryServers: [slapd.plain] })],
    ["plain LDAP", () => ({ ldapConnectionMode: "LDAP", primaryServers: [slapd.plain] })],
  ])("knows a right password from a wrong one over %s", async (_title, settings) => {
    const { outcome, state } = await attempt({ settings: settings() });
    expect([outcome, state.get("username")]).toEqual(["TRUE", "dana"]);
    expect((await attempt({ password: "wrong password", settings: settings() })).outcome).toBe("FALSE");
    expect((await attempt({ settings: settings() })).outcome).toBe("TRUE");
  });

  it.each([
    ["an unknown user", { username: "nobody" }],
    ["a user name that would be a filter", { username: "*" }],
    ["a user name that would end the filter", { username: "dana)(uid=*" }],
    ["an empty password", { password: "" }],
    ["an address that two people share", { username: "same@example.com" }],
    ["a filter of the settings that leaves the user out", { settings: { userSearchFilter: "(sn=Nobody)" } }],
  ])("leaves by FALSE for %s", async (_title, given: Attempt) => {
    expect((await attempt(given)).outcome).toBe("FALSE");
  });

  it("tells locked and expired accounts apart", async () => {
    expect((await attempt({ username: "locked" })).outcome).toBe("LOCKED");
    expect((await attempt({ username: "expired" })).outcome).toBe("EXPIRED");
  });

  it("sees the account that guesses have locked", async () => {
    for (let guess = 0; guess < 3; guess += 1) await attempt({ username: "guessed", password: `guess ${guess}` });
    expect((await attempt({ username: "guessed" })).outcome).toBe("LOCKED");
  });

  it("asks for a new password after a reset, and changes it", async () => {
    const asked = await attempt({ username: "reset" });
    expect(asked.action).toMatchObject({ kind: "send", reason: "reset" });
    const change = (...answers: (string | number)[]) => attempt({ username: "reset", answers: ["", ...answers, 0] });
    const wrong = await change("wrong password", "better password", "better password");
    expect(wrong.action).toMatchObject({ kind: "send", reason: "old-wrong" });
    const short = await attempt({
      username: "reset",
      settings: { minimumPasswordLength: 0 },
      answers: ["", "right password", "short", "short", 0],
    });
    expect(short.action).toMatchObject({ kind: "send", reason: "too-short" });
    expect((await change("right password", "better password", "better password")).outcome).toBe("TRUE");
    expect((await attempt({ username: "reset", password: "better password" })).outcome).toBe("TRUE");
    expect((await attempt({ username: "reset" })).outcome).toBe("FALSE");
  });

  it("asks for a new password while grace logins last", async () => {
    expect((await attempt({ username: "grace" })).action).toMatchObject({ kind: "send", reason: "expired" });
    const answers = ["", "right password", "better password", "better password", 0];
    expect((await attempt({ username: "grace", answers })).outcome).toBe("TRUE");
    expect((await attempt({ username: "grace", password: "better password" })).outcome).toBe("TRUE");
  });

  it("trusts no certificate of an authority that it does not know", async () => {
    const context = { clock: systemClock, random: systemRandom };
    const strangers = trusting((await createDevelopmentCa({ commonName: "A stranger", ...context })).certificate);
    const startTls = { ldapConnectionMode: "START_TLS", primaryServers: [slapd.plain] };
    for (const settings of [{}, startTls]) {
      await expect(attempt({ settings, directories: strangers })).rejects.toMatchObject({
        code: "nodes.directory-unavailable",
      });
    }
  });

  it("goes on to the secondary servers when no primary one can be reached", async () => {
    const secondary = { primaryServers: ["127.0.0.1:1"], secondaryServers: [slapd.tls] };
    expect((await attempt({ settings: secondary })).outcome).toBe("TRUE");
    const none = { primaryServers: ["127.0.0.1:1"] };
    await expect(attempt({ settings: none })).rejects.toMatchObject({ code: "nodes.directory-unavailable" });
  });

  it.each([
    ["a wrong password", { adminPassword: "wrong" }],
    ["no password", { adminPassword: null }],
    ["no name, where the directory wants one", { adminDn: "", adminPassword: null }],
  ])("says that the bind user is misconfigured with %s", async (_title, settings) => {
    await expect(attempt({ settings })).rejects.toMatchObject({ code: "nodes.directory-misconfigured" });
  });

  it("can show a certificate of its own, and needs TLS for it", async () => {
    const settings = { mtlsEnabled: true, mtlsSecretLabel: "ldap.identity", adminDn: "", adminPassword: null };
    const context = { clock: systemClock, random: systemRandom };
    const ca = { certificate: slapd.ca, key: slapd.caKey };
    const { certificate, key } = await issueDeviceCertificate(ca, { commonName: "searcher", ...context });
    const known = (label: string) => (label === "ldap.identity" ? new Secret(certificate + key) : null);
    const identified = trusting(slapd.ca, known);
    expect((await attempt({ settings, directories: identified })).outcome).toBe("TRUE");
    const clear = { ...settings, ldapConnectionMode: "LDAP", primaryServers: [slapd.plain] };
    for (const attempted of [
      { settings, directories },
      { settings: clear, directories: identified },
    ]) {
      await expect(attempt(attempted)).rejects.toMatchObject({ code: "nodes.directory-misconfigured" });
    }
  });

  it("gives up on a server that says nothing", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const settings = {
      primaryServers: [`127.0.0.1:${port}`],
      ldapConnectionMode: "START_TLS",
      ldapOperationsTimeout: 1,
    };
    await expect(attempt({ settings })).rejects.toMatchObject({ code: "nodes.directory-unavailable" });
    silent.close();
  });
});
