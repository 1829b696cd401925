import { Command } from "commander";
import { ownTerminal } from "../../terminal.ts";
import { activeCommand, addCommand, passwordCommand, removeCommand, setCommand } from "./change.ts";
import type { UsersTerminal } from "./desk.ts";
import { devicesCommand } from "./devices.ts";
import { listCommand, showCommand } from "./read.ts";

/** `sallyport users`: the identities of a deployment, whether its server runs or not. */
export function usersCommand(terminal: UsersTerminal = { ...ownTerminal(), stdin: process.stdin }): Command {
  return new Command("users")
    .description("List, make and change the users of a deployment.")
    .addHelpText("after", help)
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(addCommand(terminal))
    .addCommand(setCommand(terminal))
    .addCommand(passwordCommand(terminal))
    .addCommand(activeCommand(terminal, "lock", "Let a user in no more, and end all sessions.", false))
    .addCommand(activeCommand(terminal, "unlock", "Let a user in again, also after too many wrong passwords.", true))
    .addCommand(devicesCommand(terminal))
    .addCommand(removeCommand(terminal));
}

const help = `
Examples:
  sallyport users add --admin erin            the first administrator; asks for the password
  sallyport users add bob --realm alpha --attribute mail=bob@example.com
  pwgen 20 1 | sallyport users password bob --realm alpha --password-stdin
  sallyport users list --realm alpha --json

Run it where the server runs, with the same SALLYPORT_STATE_DIRECTORY. What it
changes counts at once. Passwords are never written on the command line.

Exit codes: 0 done; 1 wrong usage or a deployment that cannot be read; 3 no
such user or device; 4 refused: the name is taken, or a value breaks a rule;
20 the database is busy.`;
