import { Command } from "commander";
import { ownTerminal } from "../../terminal.ts";
import type { DeviceOptions } from "./device.ts";

/** `sallyport device <id>`: what Intune says about a device, and what the journeys do with it. */
export function deviceCommand(): Command {
  return new Command("device")
    .description("Show what Intune says about a device, and which outcome each journey would choose for it.")
    .argument("<id>", "Intune device id")
    .option("--deployment <directory>", "deployment directory, the one that holds sallyport.json", ".")
    .option("--journey <name>", "only the Intune nodes of this journey; <realm>/<name> where two realms have it")
    .option("--json", "print JSON, with the whole record")
    .addHelpText("after", help)
    .action(async (id: string, options: DeviceOptions) => {
      const { device } = await import("./device.ts");
      process.exitCode = await device(id, options, ownTerminal());
    });
}

const help = `
Intune is asked now, whatever is cached. A node that wants the device to
belong to the user of the journey is told that the device's own user has
signed in.

Examples:
  sallyport device f61dc341-c9c9-40c1-abbd-6997016f4c9e
  sallyport device f61dc341-c9c9-40c1-abbd-6997016f4c9e --journey intune --json

Exit codes: 0 Intune knows the device, whatever its state; 1 usage, 2
configuration, 10 DNS, 11 TLS, 12 token, 14 no Intune, 15 permission, 16
unknown device or malformed id, 20 Microsoft is busy or down.`;
