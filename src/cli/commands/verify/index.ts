import { Command, Option } from "commander";
import { ownTerminal } from "../../terminal.ts";
import type { VerifyOptions } from "./verify.ts";

/** `sallyport verify [directory]`: whether Intune can be asked, and if not, why. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description("Try everything that a device check needs, step by step, and say what is wrong.")
    .argument("[directory]", "deployment directory, the one that holds sallyport.json", ".")
    .option("--journey <name>", "only the Intune nodes of this journey; <realm>/<name> where two realms have it")
    .addOption(
      new Option("--connection <name>", "only this one of microsoft.connections in sallyport.json").conflicts(
        "journey",
      ),
    )
    .option("--device <id>", "also read the device with this id")
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (directory: string, options: VerifyOptions) => {
      const { verify } = await import("./verify.ts");
      process.exitCode = await verify(directory, options, ownTerminal());
    });
}

const help = `
Each connection that an Intune node uses is tried: configuration, DNS, TLS,
token, the permissions in the token, the licence, the permission at Intune
and, with --device, one device. Two curl commands to do the same by hand
follow. A token without a value in another journey is a warning.

Examples:
  sallyport verify                       every connection of the deployment here
  sallyport verify /etc/sallyport --journey intune
  sallyport verify --device f61dc341-c9c9-40c1-abbd-6997016f4c9e
  sallyport verify --json | jq .exitCode

Exit codes: 0 fine, 1 usage, 2 configuration, 10 DNS, 11 TLS, 12 token, 13
permissions in the token, 14 licence, 15 permission at Intune, 16 device, 20
Microsoft is busy or down. The first step that failed decides.`;
