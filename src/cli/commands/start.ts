import { Command, Option } from "commander";
import { isPartName, partNames, runDeployment, runPart } from "../../app/index.ts";
import { entryScript } from "../entry.ts";

/** `sallyport start <directory>`: runs a deployment. */
export function startCommand(): Command {
  return new Command("start")
    .description("Run a deployment: gateway, server and, if it is configured, the emulator.")
    .argument("<directory>", "deployment directory, the one that holds sallyport.json")
    .addOption(
      new Option("--only <part>", "run one part in the foreground, for systemd and containers").choices(partNames),
    )
    .action(async (directory: string, { only }: { only?: string }) => {
      const host = { directory, workingDirectory: process.cwd(), environment: process.env };
      if (only !== undefined && isPartName(only)) await runPart(only, host, process);
      else await runDeployment({ ...host, entry: entryScript() }, process);
    });
}
