import { Command, InvalidArgumentError } from "commander";
import { runEmulatorAlone } from "../../app/index.ts";

interface Options {
  readonly port: number;
  readonly identityPort: number;
  readonly fleet?: string;
  readonly generate?: number;
  readonly seed?: string;
  readonly json?: boolean;
}

/** `sallyport emulator`: Entra and Graph for any project, offline. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("Run the emulator of Microsoft Entra and Graph by itself, with a development certificate.")
    .option("--port <port>", "port of the login and Graph endpoint; 0 takes a free one", number(0, 65_535), 8444)
    .option(
      "--identity-port <port>",
      "port of the managed identity endpoint; 0 takes a free one",
      number(0, 65_535),
      8447,
    )
    .option("--fleet <file>", "fleet document: tenants, applications, users, devices")
    .option("--generate <count>", "devices to make up in the first tenant", number(0, 100_000))
    .option("--seed <text>", "what the made-up devices follow from")
    .option("--json", "print addresses and secrets as one line of JSON")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      await runEmulatorAlone(
        {
          port: options.port,
          identityPort: options.identityPort,
          fleet: options.fleet,
          generate: options.generate,
          seed: options.seed,
          json: options.json === true,
          workingDirectory: process.cwd(),
          environment: process.env,
        },
        process,
      );
    });
}

const help = `
It listens on this machine only, and stays until Ctrl-C. Secrets and the
certificate are kept in .sallyport/ here.

Examples:
  sallyport emulator                             a small tenant with 100 devices
  sallyport emulator --generate 100000 --seed a  a large one, always the same
  sallyport emulator --fleet my-fleet.json --port 0 --json

Exit codes: 0 it was stopped, 1 wrong usage, or it could not start.`;

function number(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (value < lowest || value > highest)
      throw new InvalidArgumentError(`Give a number from ${lowest} to ${highest}.`);
    return value;
  };
}
