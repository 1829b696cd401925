import { Command } from "commander";
import { runDemo } from "../../app/index.ts";
import { entryScript } from "../entry.ts";

/** `sallyport demo`: what `npm start` runs. */
export function demoCommand(): Command {
  return new Command("demo")
    .description("Run the example with demo certificates and users, offline, and log every demo device in.")
    .action(async () => {
      await runDemo({ workingDirectory: process.cwd(), environment: process.env, entry: entryScript() }, process);
    });
}
