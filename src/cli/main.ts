#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { codeCommand } from "./commands/code.ts";
import { demoCommand } from "./commands/demo.ts";
import { startCommand } from "./commands/start.ts";
import { explain } from "./explain.ts";

const manifest: { version: string } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const program = new Command("sallyport")
  .description("The way into applications for people whose devices are managed.")
  .version(manifest.version)
  .showHelpAfterError()
  .addCommand(startCommand())
  .addCommand(demoCommand())
  .addCommand(codeCommand());

try {
  await program.parseAsync();
} catch (thrown) {
  process.stderr.write(`${explain(thrown)}\n`);
  process.exitCode = 1;
}
