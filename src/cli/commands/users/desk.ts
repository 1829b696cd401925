import { Command } from "commander";
import { type DeploymentUsers, type Identity, openUsers } from "../../../app/index.ts";
import { SallyportError } from "../../../core/errors.ts";
import { type ExitCode, exitCodes } from "../../exit-codes.ts";
import { explain } from "../../explain.ts";
import type { PasswordInput } from "../../password-input.ts";
import { json, write } from "../../print/output.ts";
import { type UserDevices, userText } from "../../print/users.ts";
import { pageOf, type Terminal } from "../../terminal.ts";

/** What the commands about users share: opening a realm, answering, and saying what went wrong. */

export interface CommonOptions {
  readonly deployment: string;
  readonly realm?: string;
  readonly json?: boolean;
}

export interface UsersTerminal extends Terminal {
  readonly stdin: PasswordInput;
}

export interface Answer {
  /** For `--json`. */
  readonly body: object;
  text(page: ReturnType<typeof pageOf>): string;
}

type Work = (desk: DeploymentUsers) => Answer | Promise<Answer>;

/** Does something with the users of a realm, and prints the answer. */
export async function inRealm(terminal: UsersTerminal, options: CommonOptions, work: Work): Promise<void> {
  try {
    const desk = await openUsers({ directory: options.deployment, ...terminal }, options.realm);
    try {
      const answer = await work(desk);
      const text = options.json === true ? json(answer.body) : answer.text(pageOf(terminal));
      await write(terminal.stdout, `${text}\n`);
    } finally {
      desk.close();
    }
  } catch (thrown) {
    await write(terminal.stderr, `${explain(thrown)}\n`);
    process.exitCode = exitCodeOfThrown(thrown);
  }
}

const missing: ReadonlySet<string> = new Set(["users.unknown", "cli.device-unknown"]);
const busy: ReadonlySet<string> = new Set(["store.busy", "core.queue-full"]);

function exitCodeOfThrown(thrown: unknown): ExitCode {
  if (!(thrown instanceof SallyportError)) return exitCodes.unforeseen;
  if (missing.has(thrown.code)) return exitCodes.missing;
  if (busy.has(thrown.code)) return exitCodes.busy;
  return thrown.code.startsWith("users.") ? exitCodes.refused : exitCodes.unforeseen;
}

/** A command with the options that all of them have. */
export function common(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--deployment <directory>", "deployment directory, the one that holds sallyport.json", ".")
    .option("--realm <name>", "realm; default root, or the only one")
    .option("--json", "print JSON");
}

/** @throws {users.unknown} through the update that everything else would end with as well */
export function known({ users, realm }: DeploymentUsers, name: string): Identity {
  return users.find(realm, name) ?? users.update(realm, name, {});
}

/** A user as the answer of a command. */
export function shown(desk: DeploymentUsers, user: Identity): Answer {
  const { users, realm } = desk;
  const lockedUntil = users.lockedUntil(realm, user.username);
  const devices = devicesOf(desk, user.username);
  const factors = [
    ...devices.oath.map(({ kind }) => kind),
    ...devices.webauthn.map(() => "WebAuthn"),
    ...(users.skipMfa(realm, user.username) ? ["opted out"] : []),
  ];
  return {
    body: { ...user, lockedUntil, devices },
    text: (page) => userText(user, lockedUntil, factors.join(", ") || "none", page),
  };
}

export function devicesOf({ users, realm }: DeploymentUsers, name: string): UserDevices {
  const codes = users.recoveryCodes(realm, name);
  const profiles = users.deviceProfiles(realm, name).list();
  return {
    oath: users.oath(realm, name).list(),
    webauthn: users.webauthn(realm, name).list(),
    profiles: profiles.map(({ id, name: title, savedAt }) => ({ id, name: title, savedAt })),
    recoveryCodes: { OATH: codes.count("OATH"), PUSH: codes.count("PUSH"), WEB_AUTHN: codes.count("WEB_AUTHN") },
  };
}
