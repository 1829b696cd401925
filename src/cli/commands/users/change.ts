import { type Command, Option } from "commander";
import type { Secret } from "../../../core/secret.ts";
import { cliErrors } from "../../errors.ts";
import { readNewPassword } from "../../password-input.ts";
import { attributesOf, collect } from "./attributes.ts";
import { type CommonOptions, common, inRealm, known, shown, type UsersTerminal } from "./desk.ts";

interface ProfileOptions extends CommonOptions {
  readonly admin?: boolean;
  readonly role?: readonly string[];
  readonly attribute?: readonly string[];
}

interface AddOptions extends ProfileOptions {
  readonly agent?: boolean;
  /** `--no-password`. */
  readonly password: boolean;
  readonly passwordStdin?: boolean;
}

interface SetOptions extends ProfileOptions {
  readonly remove?: readonly string[];
}

const adminRole = "administrator";
/** Lets in by Agent Data Store Decision nodes, and by no other. */
const agentRole = "agent";

export function addCommand(terminal: UsersTerminal): Command {
  return withProfile(common("add", "Make a user; asks for the password."))
    .argument("<user>", "the name to log in with; upper and lower case are the same")
    .addOption(
      new Option("--agent", "a program's identity, such as a gateway's: give the role agent").conflicts("admin"),
    )
    .option("--no-password", "this user cannot log in with a password")
    .addOption(new Option("--password-stdin", "read the password from standard input").conflicts("noPassword"))
    .addHelpText(
      "after",
      "\nExamples:\n  sallyport users add --admin erin\n  sallyport users add bob --realm alpha --attribute mail=bob@example.com\n  sallyport users add gateway --realm alpha --agent",
    )
    .action((name: string, options: AddOptions) =>
      inRealm(terminal, options, async (desk) => {
        const { users, realm } = desk;
        const attributes = attributesOf(options.attribute ?? []);
        if (users.find(realm, name) === null && options.password) {
          const password = await newPassword(options, terminal);
          return shown(
            desk,
            await users.create(realm, { username: name, password, attributes, roles: roles(options) }),
          );
        }
        return shown(desk, await users.create(realm, { username: name, attributes, roles: roles(options) }));
      }),
    );
}

export function setCommand(terminal: UsersTerminal): Command {
  return withProfile(common("set", "Change attributes and roles of a user."))
    .argument("<user>")
    .option("--no-admin", "take the role administrator away")
    .option("--remove <name>", "remove an attribute; may be repeated", collect)
    .addHelpText(
      "after",
      "\nExample:\n  sallyport users set bob --realm alpha --attribute mail=b@example.com --remove sn",
    )
    .action((name: string, options: SetOptions) =>
      inRealm(terminal, options, (desk) => {
        const { attribute = [], remove = [], admin, role } = options;
        if (attribute.length + remove.length === 0 && admin === undefined && role === undefined) {
          const message = "nothing to change; name an --attribute, --remove, --role, --admin or --no-admin";
          throw cliErrors.error("cli.nothing-to-change", { message });
        }
        const before = role ?? known(desk, name).roles;
        const others = admin === undefined ? before : before.filter((one) => one !== adminRole);
        const after = admin === true ? [...others, adminRole] : others;
        const changes = { set: attributesOf(attribute), remove, roles: after };
        return shown(desk, desk.users.update(desk.realm, name, changes));
      }),
    );
}

export function passwordCommand(terminal: UsersTerminal): Command {
  return common("password", "Give a user a new password; asks for it. Ends a lockout.")
    .argument("<user>")
    .option("--password-stdin", "read the password from standard input")
    .addHelpText("after", "\nExample:\n  sallyport users password bob --realm alpha")
    .action((name: string, options: CommonOptions & { passwordStdin?: boolean }) =>
      inRealm(terminal, options, async (desk) => {
        known(desk, name);
        await desk.users.setPassword(desk.realm, name, await newPassword(options, terminal));
        return shown(desk, known(desk, name));
      }),
    );
}

export function activeCommand(terminal: UsersTerminal, command: string, description: string, active: boolean): Command {
  return common(command, description)
    .argument("<user>")
    .addHelpText("after", `\nExample:\n  sallyport users ${command} bob --realm alpha`)
    .action((name: string, options: CommonOptions) =>
      inRealm(terminal, options, (desk) => {
        desk.users.setActive(desk.realm, name, active);
        return shown(desk, known(desk, name));
      }),
    );
}

export function removeCommand(terminal: UsersTerminal): Command {
  return common("remove", "Remove a user, with all sessions and second factors, for good.")
    .argument("<user>")
    .addHelpText("after", "\nExample:\n  sallyport users remove bob --realm alpha")
    .action((name: string, options: CommonOptions) =>
      inRealm(terminal, options, (desk) => {
        const { username } = known(desk, name);
        desk.users.remove(desk.realm, username);
        return { body: { removed: username }, text: () => `removed ${username} from ${desk.realm}` };
      }),
    );
}

function withProfile(command: Command): Command {
  return command
    .option("--admin", "give the role administrator")
    .option("--role <name>", "give this role; may be repeated", collect)
    .option("--attribute <name=value>", "set an attribute; repeated for several values", collect);
}

function roles({ role = [], admin, agent }: AddOptions): readonly string[] {
  return [...role, ...(admin === true ? [adminRole] : []), ...(agent === true ? [agentRole] : [])];
}

function newPassword(
  { passwordStdin = false }: { readonly passwordStdin?: boolean },
  { stdin, stderr }: UsersTerminal,
): Promise<Secret> {
  return readNewPassword(stdin, stderr, passwordStdin);
}
