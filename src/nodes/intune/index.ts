import { type Action, goTo, type NodeContext } from "../../journey/index.ts";
import type { Verdict, VerdictFailure } from "../../microsoft/index.ts";
import { node } from "../define.ts";
import type { NodeServices } from "../services.ts";
import { type IntuneConfig, intuneConfig } from "./config.ts";
import { connectionOf } from "./connection.ts";
import { readDeviceId } from "./device-id.ts";
import { clearOutput, errorKeys, saveApps, saveDevice, saveError } from "./output.ts";

const outcomes = {
  COMPLIANT: "Compliant",
  NONCOMPLIANT: "Not Compliant",
  INGRACEPERIOD: "In Grace Period",
  CONFIGMANAGER: "Config Manager",
  CONFLICT: "Conflict",
  NOID: "No Id",
  UNKNOWN: "Status Unknown",
  ERROR: "Error",
} as const;

/** Exact, case-sensitive: whatever is not listed is UNKNOWN, never COMPLIANT. */
const outcomeByState: ReadonlyMap<string, keyof typeof outcomes> = new Map([
  ["compliant", "COMPLIANT"],
  ["noncompliant", "NONCOMPLIANT"],
  ["inGracePeriod", "INGRACEPERIOD"],
  ["configManager", "CONFIGMANAGER"],
  ["conflict", "CONFLICT"],
  ["unknown", "UNKNOWN"],
  ["error", "ERROR"],
]);

/** Asks Microsoft Intune whether the calling device is compliant, and leaves by one of eight outcomes. */
export const intuneNode = node({
  type: "IntuneNode",
  version: 1,
  title: "Microsoft Intune",
  tags: ["marketplace", "trustnetwork"],
  config: intuneConfig,
  outcomes,
  reads: [],
  writes: ["INTUNE_*", errorKeys.exception, errorKeys.stackTrace],
  async run(context) {
    const { config, state, request, services } = context;
    clearOutput(state);
    const id = readDeviceId(config, state, request);
    if (id.found === "none") return goTo("NOID", { reason: "no device id" });
    if (id.found === "ambiguous") return failed(context, "ambiguous-device-id", ["more than one device id"]);
    if (id.found === "malformed") return failed(context, "malformed-device-id", [id.why]);
    const connection = connectionOf(config, services.cloud);
    if (connection === null) return failed(context, "not-configured", ["tenant, application or credential is missing"]);
    const verdict = await services.compliance.verdict(connection, id.value);
    if (verdict.outcome === "failure") return failed(context, verdict.reason, describe(verdict));
    if (config.passDeviceInfoSession) saveDevice(state, verdict.device);
    if (config.extractApps) {
      const apps = await services.compliance.detectedApps(connection, id.value);
      if (apps.outcome === "failure") return failed(context, apps.reason, describe(apps));
      saveApps(state, apps.names);
    }
    return goTo(outcomeByState.get(verdict.complianceState) ?? "UNKNOWN", { reason: reasonOf(verdict) });
  },
});

function reasonOf({ complianceState, reason, lastSync, source }: Verdict): string {
  const state = reason ?? `complianceState ${complianceState}`;
  return lastSync === null ? `${state} (${source})` : `${state} (${source}, last sync ${lastSync})`;
}

function failed(context: NodeContext<IntuneConfig, NodeServices>, reason: string, chain: readonly string[]): Action {
  const message = `The device's compliance could not be established: ${reason}`;
  saveError(context.state, context.services.clock.now(), message, chain);
  return goTo("ERROR", { reason });
}

/** The cause chain as it may stand in shared state: classes, reason codes, statuses and request ids only. */
function describe({ chain, status, requestIds }: VerdictFailure): string[] {
  return [
    ...chain,
    ...(status === null ? [] : [`HTTP status ${status}`]),
    ...requestIds.map((requestId) => `request id ${requestId}`),
  ];
}
