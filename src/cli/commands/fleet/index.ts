import { Command, Option } from "commander";
import { ownTerminal } from "../../terminal.ts";
import type { FleetOptions } from "./fleet.ts";

/** `sallyport fleet`: the state of every device of the tenant, and what the journeys would do with each. */
export function fleetCommand(): Command {
  return new Command("fleet")
    .description("Count the devices of the tenant by state, and say whom the rules of a journey would lock out.")
    .option("--deployment <directory>", "deployment directory, the one that holds sallyport.json", ".")
    .option("--journey <name>", "the rules of this journey; <realm>/<name> where two realms have it")
    .option("--json", "print JSON: every device, then the counts")
    .addOption(new Option("--csv", "print CSV: one line for each device").conflicts("json"))
    .addHelpText("after", help)
    .action(async (options: FleetOptions) => {
      const { fleet } = await import("./fleet.ts");
      process.exitCode = await fleet(options, ownTerminal());
    });
}

const help = `
Every device is judged by the Intune nodes of the journey as if its own user
had signed in. "Locked out" means that no path leads from the node's outcome
to success. Devices are read page by page: a large tenant takes a while, but
no memory.

Examples:
  sallyport fleet --journey intune
  sallyport fleet --journey intune --csv > devices.csv
  sallyport fleet --journey intune --json | jq .summary

Exit codes: 0 the whole tenant was read; 1 usage. When the reading broke off,
what was read is printed: 2 configuration, 10 DNS, 11 TLS, 12 token, 14 no
Intune, 15 permission, 20 Microsoft is busy or down.`;
