import { type DeviceReport, inspectDevice, type NodeDecision } from "../../../app/index.ts";
import type { JsonObject } from "../../../core/json.ts";
import { type ExitCode, exitCodeOfFailure, exitCodes } from "../../exit-codes.ts";
import { deviceText } from "../../print/device-report.ts";
import { json, write } from "../../print/output.ts";
import { pageOf, type Terminal, warner } from "../../terminal.ts";

export interface DeviceOptions {
  readonly deployment: string;
  readonly journey?: string;
  readonly json?: boolean;
}

export async function device(id: string, options: DeviceOptions, terminal: Terminal): Promise<ExitCode> {
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
