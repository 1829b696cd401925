import type { Command } from "commander";
import type { DeploymentUsers } from "../../../app/index.ts";
import { cliErrors } from "../../errors.ts";
import { devicesText } from "../../print/users.ts";
import { type CommonOptions, common, devicesOf, inRealm, known, type UsersTerminal } from "./desk.ts";

export function devicesCommand(terminal: UsersTerminal): Command {
  return common("devices", "List the second factors and device profiles of a user, or remove one.")
    .argument("<user>")
    .option("--remove <id>", "remove this one")
    .addHelpText("after", "\nExample:\n  sallyport users devices bob --realm alpha --remove 7d0c…")
    .action((name: string, options: CommonOptions & { remove?: string }) =>
      inRealm(terminal, options, (desk) => {
        const { username } = known(desk, name);
        if (options.remove !== undefined) removeDevice(desk, username, options.remove);
        const devices = devicesOf(desk, username);
        return { body: devices, text: (page) => devicesText(devices, page) };
      }),
    );
}

function removeDevice({ users, realm }: DeploymentUsers, name: string, id: string): void {
  const isRemoved =
    users.oath(realm, name).remove(id) ||
    users.webauthn(realm, name).remove(id) ||
    users.deviceProfiles(realm, name).remove(id);
  if (!isRemoved) throw cliErrors.error("cli.device-unknown", { message: `${name} has no device "${id}"` });
}
