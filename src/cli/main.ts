#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { setDefaultAutoSelectFamilyAttemptTimeout } from "node:net";
import { Command } from "commander";
import { errorCode } from "../core/errors.ts";
import { codeCommand } from "./commands/code.ts";
import { demoCommand } from "./commands/demo.ts";
import { deviceCommand } from "./commands/device/index.ts";
import { emulatorCommand } from "./commands/emulator.ts";
import { fleetCommand } from "./commands/fleet/index.ts";
import { gatewayCommand } from "./commands/gateway/index.ts";
import { startCommand } from "./commands/start.ts";
import { traceCommand } from "./commands/trace.ts";
import { usersCommand } from "./commands/users/index.ts";
import { verifyCommand } from "./commands/verify/index.ts";
import { explain } from "./explain.ts";

const manifest: { version: string } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const program = new Command("sallyport")
  .description("The way into applications for people whose devices are managed.")
  .version(manifest.version)
  .showHelpAfterError()
  .addCommand(startCommand())
  .addCommand(demoCommand())
  .addCommand(emulatorCommand())
  .addCommand(gatewayCommand())
  .addCommand(usersCommand())
  .addCommand(traceCommand())
  .addCommand(codeCommand())
  .addCommand(verifyCommand())
  .addCommand(deviceCommand())
  .addCommand(fleetCommand());

// Of a host's addresses, each has this long to answer before the next is tried; the 250 ms of Node are too few for a distant
// host, or for a process that was busy, and a connection that was about to be made would be given up.
setDefaultAutoSelectFamilyAttemptTimeout(2_000);

// Whoever reads may have seen enough: `sallyport fleet --csv | head`.
process.stdout.on("error", (failure) => {
  if (errorCode(failure) === "EPIPE") process.exit();
  throw failure;
});

try {
  await program.parseAsync();
} catch (thrown) {
  process.stderr.write(`${explain(thrown)}\n`);
  process.exitCode = 1;
}
