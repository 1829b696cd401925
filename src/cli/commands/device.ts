import { Command } from "commander";
import { type DeviceReport, inspectDevice, type NodeDecision } from "../../app/index.ts";
import type { JsonObject } from "../../core/json.ts";
import { type ExitCode, exitCodeOfFailure, exitCodes } from "../exit-codes.ts";
import { deviceText } from "../print/device-report.ts";
import { json, write } from "../print/output.ts";
import { ownTerminal, pageOf, type Terminal, warner } from "../terminal.ts";

interface DeviceOptions {
  readonly deployment: string;
  readonly journey?: string;
  readonly json?: boolean;
}

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

async function device(id: string, options: DeviceOptions, terminal: Terminal): Promise<ExitCode> {
  const host = { directory: options.deployment, ...terminal };
  const reports = await inspectDevice(host, { deviceId: id.trim(), journey: options.journey, warn: warner(terminal) });
  const text =
    options.json === true
      ? json({ deviceId: id.trim(), tenants: reports.map(reportBody) })
      : reports.map((report) => deviceText(id.trim(), report, pageOf(terminal), Date.now())).join("\n\n");
  await write(terminal.stdout, `${text}\n`);
  return reports.map(codeOf).find((code) => code !== exitCodes.fine) ?? exitCodes.fine;
}

function codeOf({ answer }: DeviceReport): ExitCode {
  return answer.outcome === "device" ? exitCodes.fine : exitCodeOfFailure(answer);
}

function reportBody({ answer, entraMatch, settings, decisions }: DeviceReport): object {
  return {
    answer: answer.outcome === "device" ? { ...answer, device: withoutSecrets(answer.device) } : answer,
    entraMatch:
      entraMatch === null ? null : { deviceId: entraMatch.deviceId, deviceName: entraMatch.device.deviceName },
    settings,
    decisions: decisions.map(decisionBody),
  };
}

function decisionBody({ node, outcome, reason }: NodeDecision): object {
  const { realm, journey, id, displayName } = node;
  return { realm, journey, node: id, displayName, outcome, reason, leadsTo: node.leadsTo.get(outcome)?.name ?? null };
}

/** Both let somebody into the device. */
const secretMembers = new Set(["activationLockBypassCode", "remoteAssistanceSessionUrl"]);

function withoutSecrets(record: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !secretMembers.has(name)));
}
