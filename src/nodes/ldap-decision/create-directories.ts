import { BerWriter, type Client, ResultCodeError } from "ldapts";
import { describeError, SallyportError } from "../../core/errors.ts";
import { boundedQueue } from "../../core/queue.ts";
import type { Secret } from "../../core/secret.ts";
import { type CertificateDirectory, holdsCertificate } from "../certificate-validation/find-certificate.ts";
import { nodeErrors } from "../errors.ts";
import { serverTrust } from "../server-trust.ts";
import type { LdapConfig } from "./config.ts";
import type { ChangeRefused, Directories, DirectoryEntry, PasswordCheck } from "./directories.ts";
import { findEntry } from "./find-entry.ts";
import { PasswordPolicyControl } from "./password-policy-control.ts";
import { refusedBind, refusedChange } from "./refusals.ts";
import { connect, disconnect, type Surroundings } from "./servers.ts";

export interface DirectoriesOptions extends Pick<Surroundings, "clock" | "secret"> {
  /** PEM of authorities to trust besides the well-known ones. */
  readonly ca?: string;
}

/** RFC 3062. */
const passwordModify = "1.3.6.1.4.1.4203.1.11.1";
const longest = 30_000;

/**
 * Directories over LDAP (RFC 4511). Each question has a connection of its own, which ends with it: nobody's rights outlive
 * the question. At most 32 at once, 200 waiting, 30 seconds each.
 */
export function createDirectories({ ca, ...rest }: DirectoriesOptions): Directories & CertificateDirectory {
  const surroundings = { ...rest, trust: serverTrust(ca), trustAs: (identity: string) => serverTrust(ca, identity) };
  const queue = boundedQueue({ concurrency: 32, waiting: 200 });
  const ask = <Answer>(config: LdapConfig, question: (client: Client) => Promise<Answer>): Promise<Answer> =>
    queue.run(() => connected(config, surroundings, question));
  return {
    check: (config, username, password) => ask(config, (client) => bindAs(client, config, username, password)),
    holdsCertificate: (config, query, der) => ask(config, (client) => holdsCertificate(client, query, der)),
    change: (config, username, { old, wanted }) =>
      ask(config, async (client): Promise<PasswordCheck | ChangeRefused> => {
        const check = await bindAs(client, config, username, old);
        return check.kind === "accepted" ? modify(client, check.entry, old, wanted, config) : check;
      }),
  };
}

async function connected<Answer>(
  config: LdapConfig,
  surroundings: Surroundings,
  question: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  const client = await connect(config, surroundings);
  const timer = setTimeout(() => disconnect(client), longest);
  try {
    return await question(client);
  } catch (cause) {
    if (cause instanceof SallyportError) throw cause;
    throw nodeErrors.error("nodes.directory-unavailable", { detail: describeError(cause).slice(0, 300), cause });
  } finally {
    clearTimeout(timer);
    disconnect(client);
  }
}

async function bindAs(client: Client, config: LdapConfig, username: string, password: Secret): Promise<PasswordCheck> {
  const entry = await findEntry(client, config, username);
  if (typeof entry === "string") return { kind: "refused", reason: entry };
  const control = new PasswordPolicyControl();
  insistOnConnection(client);
  try {
    await client.bind(entry.dn, password.reveal(), config.beheraEnabled ? control : []);
  } catch (cause) {
    if (cause instanceof ResultCodeError) return refusedBind(cause, control);
    throw cause;
  }
  return accepted(entry, control);
}

function accepted(entry: DirectoryEntry, { error, graceLogins, expiresIn }: PasswordPolicyControl): PasswordCheck {
  const base = { kind: "accepted", entry } as const;
  if (error === "change-after-reset") return { ...base, mustChange: "reset" };
  // With the last grace login the password cannot be changed any more: that takes one more.
  if (graceLogins === 0)
    return { ...base, mustChange: null, remark: "the password has expired; this was the last login" };
  if (graceLogins !== null || error === "password-expired") return { ...base, mustChange: "expired" };
  return {
    ...base,
    mustChange: null,
    ...(expiresIn === null ? {} : { remark: `the password expires in ${expiresIn} s` }),
  };
}

async function modify(
  client: Client,
  entry: DirectoryEntry,
  old: Secret,
  wanted: Secret,
  { beheraEnabled }: LdapConfig,
): Promise<PasswordCheck | ChangeRefused> {
  const control = new PasswordPolicyControl();
  const request = new BerWriter();
  request.startSequence();
  request.writeString(old.reveal(), 0x81);
  request.writeString(wanted.reveal(), 0x82);
  request.endSequence();
  insistOnConnection(client);
  try {
    await client.exop(passwordModify, request.buffer, beheraEnabled ? control : []);
  } catch (cause) {
    if (cause instanceof ResultCodeError) return refusedChange(control);
    throw cause;
  }
  return { kind: "accepted", entry, mustChange: null, remark: "the password was changed" };
}

/** The library would connect again by itself, and without STARTTLS: a password must never follow. */
function insistOnConnection(client: Client): void {
  if (!client.isConnected) throw nodeErrors.error("nodes.directory-unavailable", { detail: "the connection was lost" });
}
