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
    .option("--read-only", "refuse every change through the configuration API")
    .action(async (directory: string, { only, readOnly }: { only?: string; readOnly?: true }) => {
      const environment = readOnly === true ? { ...process.env, SALLYPORT_READ_ONLY: "true" } : process.env;
      const host = { directory, workingDirectory: process.cwd(), environment };
      if (only !== undefined && isPartName(only)) await runPart(only, host, process);
      else await runDeployment({ ...host, entry: entryScript() }, process);
    });
}
