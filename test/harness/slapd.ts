import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DevelopmentTls, developmentTls } from "./development-tls.ts";
import { freePort } from "./free-port.ts";
import { eventually } from "./sallyport.ts";

/** OpenLDAP's own server with the password policy overlay, in a folder and on ports of its own. */
export interface Slapd {
  /** host:port for LDAP and STARTTLS. */
  readonly plain: string;
  readonly tls: string;
  readonly ca: string;
  readonly admin: { readonly dn: string; readonly password: string };
  readonly base: string;
  /** Applies LDIF as the administrator. */
  modify(ldif: string): void;
  stop(): Promise<void>;
}

const base = "dc=example,dc=com";
const admin = { dn: `cn=admin,${base}`, password: "admin of the directory" };

/** @param people LDIF of entries below `ou=people` */
export async function startSlapd(people: string): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-slapd-"));
  const tls = await developmentTls(folder);
  const [plainPort, tlsPort] = [await freePort(), await freePort()];
  const [plain, secure] = [`127.0.0.1:${plainPort}`, `127.0.0.1:${tlsPort}`];
  const configuration = join(folder, "slapd.conf");
  mkdirSync(join(folder, "data"));
  writeFileSync(configuration, settings(folder, tls));
  load(configuration, folder, `${foundation}\n${people}`);
  const urls = `ldap://${plain}/ ldaps://${secure}/`;
  const child = spawn("/usr/sbin/slapd", ["-d", "0", "-f", configuration, "-h", urls], { stdio: "ignore" });
  await eventually("slapd", () => isListening(urls) && child.exitCode === null);
  return {
    ...{ plain, tls: secure, ca: tls.ca, admin, base },
    modify: (ldif) => run("/usr/bin/ldapmodify", ["-x", "-H", `ldap://${plain}/`, "-D", admin.dn, "-w", admin.password], ldif),
    async stop() {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
