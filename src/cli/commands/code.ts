import { Command } from "commander";
import { currentCode } from "../../app/index.ts";

/** `sallyport code <user>`: the one-time code that a demo user's authenticator shows now. */
export function codeCommand(): Command {
  return new Command("code")
    .description("Print the current one-time code of a demo user.")
    .argument("<user>", "name of a user in .sallyport/demo.json")
    .action(async (user: string) => {
      process.stdout.write(`${await currentCode(user, process.cwd(), Date.now())}\n`);
    });
}
