import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { createDirectories } from "../../src/nodes/index.ts";
import { ldapConfig } from "../../src/nodes/ldap-decision/config.ts";
import { directoryAdmin, type Slapd, startSlapd } from "../harness/slapd.ts";

/** A directory that holds certificates, asked by Certificate Validation nodes. */

/** Any certificate will do: one of the authorities that Node.js brings along. */
const [held, other] = rootCertificates.map((pem) => new X509Certificate(pem));

let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd(`dn: uid=mia,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: mia
cn: Mia (sales)*
sn: Person
userCertificate;binary:: ${held?.raw.toString("base64")}
`);
});
afterAll(() => slapd.stop());

function holds(value: string, certificate: X509Certificate | undefined, base = "ou=people,dc=example,dc=com") {
  const directories = createDirectories({ clock: systemClock, secret: () => null, ca: slapd.ca });
  const config = ldapConfig.parse({
    primaryServers: [slapd.tls],
    accountSearchBaseDn: [base],
    userProfileAttribute: "cn",
    searchFilterAttributes: ["cn"],
    ldapConnectionMode: "LDAPS",
    ...directoryAdmin,
  });
  const query = { bases: [base], attribute: "CN", value };
  return directories.holdsCertificate(config, query, certificate?.raw ?? Buffer.alloc(0));
}

it("holds the very certificate that stands in an entry with that value, and no other", async () => {
  expect(await holds("Mia (sales)*", held)).toBe(true);
  expect(await holds("Mia (sales)*", other)).toBe(false);
  expect(await holds("*", held)).toBe(false);
  expect(await holds("Mia (sales)*", held, "ou=policies,dc=example,dc=com")).toBe(false);
});

it("cannot say it of a place that does not exist", async () => {
  const asked = holds("Mia (sales)*", held, "ou=nowhere,dc=example,dc=com");
  await expect(asked).rejects.toMatchObject({ code: "nodes.directory-unavailable" });
});
