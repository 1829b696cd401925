import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DevelopmentTls, developmentTls } from "./development-tls.ts";
import { endOf } from "./end-of.ts";
import { freePorts } from "./ports.ts";
import { eventually } from "./sallyport.ts";

/** OpenLDAP's own server with the password policy overlay, in a folder and on ports of its own. */
export interface Slapd {
  /** host:port for LDAP and STARTTLS. */
  readonly plain: string;
  /** host:port for LDAPS. */
  readonly tls: string;
  /** PEM of the authority of its certificate. */
  readonly ca: string;
  readonly caKey: string;
  readonly caFile: string;
  stop(): Promise<void>;
}

export const directoryAdmin = { adminDn: "cn=admin,dc=example,dc=com", adminPassword: "admin of the directory" };

/** @param people LDIF of what stands below `dc=example,dc=com`, operational attributes too */
export async function startSlapd(people: string): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-slapd-"));
  const tls = await developmentTls(folder);
  const [plain = 0, secure = 0] = Object.values(await freePorts()).map(Number);
  const configuration = join(folder, "slapd.conf");
  mkdirSync(join(folder, "data"));
  writeFileSync(configuration, settings(folder, tls));
  load(configuration, `${foundation}\n${people}`);
  const urls = `ldap://127.0.0.1:${plain}/ ldaps://127.0.0.1:${secure}/`;
  // With a debug level slapd stays in the foreground.
  const child = spawn("/usr/sbin/slapd", ["-d", "0", "-f", configuration, "-h", urls], { stdio: "ignore" });
  await eventually("slapd", () => isListening(secure));
  return {
    plain: `127.0.0.1:${plain}`,
    tls: `127.0.0.1:${secure}`,
    ca: tls.ca,
    caKey: tls.caKey,
    caFile: tls.caFile,
    async stop() {
      await endOf(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settings(folder: string, { certificateFile, keyFile, caFile }: DevelopmentTls): string {
  const schemas = ["core", "cosine", "inetorgperson"].map((name) => `include /etc/ldap/schema/${name}.schema`);
  return [
    ...schemas,
    "modulepath /usr/lib/ldap",
    "moduleload back_mdb",
    "moduleload ppolicy",
    `TLSCACertificateFile ${caFile}`,
    `TLSCertificateFile ${certificateFile}`,
    `TLSCertificateKeyFile ${keyFile}`,
    "TLSVerifyClient try",
    "disallow bind_anon",
    // Whoever shows a certificate may search.
    "authz-regexp cn=searcher cn=searcher,dc=example,dc=com",
    "database mdb",
    'suffix "dc=example,dc=com"',
    `rootdn "${directoryAdmin.adminDn}"`,
    `rootpw "${directoryAdmin.adminPassword}"`,
    `directory ${join(folder, "data")}`,
    "access to attrs=userPassword by self write by anonymous auth by * none",
    "access to * by users read by * none",
    "overlay ppolicy",
    'ppolicy_default "cn=default,ou=policies,dc=example,dc=com"',
    "ppolicy_use_lockout",
    "ppolicy_hash_cleartext",
    "",
  ].join("\n");
}

const foundation = `dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,dc=example,dc=com
objectClass: organizationalUnit
ou: people

dn: ou=policies,dc=example,dc=com
objectClass: organizationalUnit
ou: policies

${policy("default", "pwdLockout: TRUE\npwdMaxFailure: 3\npwdInHistory: 3\npwdMustChange: TRUE\npwdMinLength: 8\npwdCheckQuality: 1")}
${policy("expiring", "pwdMaxAge: 3600")}
${policy("grace", "pwdMaxAge: 3600\npwdGraceAuthnLimit: 3")}
`;

function policy(name: string, rules: string): string {
  return `dn: cn=${name},ou=policies,dc=example,dc=com
objectClass: pwdPolicy
objectClass: device
cn: ${name}
pwdAttribute: userPassword
pwdAllowUserChange: TRUE
${rules}
`;
}

function load(configuration: string, ldif: string): void {
  const { status, stderr } = spawnSync("/usr/sbin/slapadd", ["-f", configuration], { input: ldif, encoding: "utf8" });
  if (status !== 0) throw new Error(`slapadd: ${stderr}`);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
