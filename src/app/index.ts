/**
 * Composition: reads a deployment directory, starts, supervises and stops the parts.
 *
 * What does the work is loaded when it is called: `sallyport --help` needs none of it, and a gateway no database.
 */

import type { Verification, VerifyWishes } from "./intune/verify-deployment.ts";
import type { Host } from "./run.ts";

export type { OathDevice, WebAuthnDevice } from "../users/index.ts";
export type { EmulatorAloneOptions } from "./emulator-alone.ts";
export type { ConfiguredNode, Destination } from "./intune/configured-nodes.ts";
export type { CurlCommands } from "./intune/curl.ts";
export type { DeviceReport, DeviceWishes, NodeDecision } from "./intune/device.ts";
export { nodeLabel } from "./intune/node-label.ts";
export { isQuestion } from "./intune/question.ts";
export { type FleetReading, type FleetRow, type FleetRows, isReading } from "./intune/reading.ts";
export type { VerifiedStep } from "./intune/verify.ts";
export type { Verification, VerifyWishes } from "./intune/verify-deployment.ts";
export type { NginxReport } from "./nginx.ts";
export { isPartName, type PartName, partNames, type RunningPart } from "./parts/part.ts";
export type { Host } from "./run.ts";
export type { TraceEvent } from "./trace.ts";
export type { DeploymentUsers, Identity } from "./users.ts";

export const runDeployment = later(async () => (await import("./run.ts")).runDeployment);
export const runPart = later(async () => (await import("./run.ts")).runPart);
export const runDemo = later(async () => (await import("./demo/run-demo.ts")).runDemo);
export const currentCode = later(async () => (await import("./demo/code.ts")).currentCode);
export const runEmulatorAlone = later(async () => (await import("./emulator-alone.ts")).runEmulatorAlone);
export const writeNginx = later(async () => (await import("./nginx.ts")).writeNginx);
export const readTrace = later(async () => (await import("./trace.ts")).readTrace);
export const openUsers = later(async () => (await import("./users.ts")).openUsers);
export const inspectDevice = later(async () => (await import("./intune/device.ts")).inspectDevice);
export const readFleet = later(async () => (await import("./intune/fleet.ts")).readFleet);

export async function* verifyDeployment(host: Host, wishes: VerifyWishes): AsyncIterable<Verification> {
  const work = await import("./intune/verify-deployment.ts");
  yield* work.verifyDeployment(host, wishes);
}

function later<Args extends unknown[], Result>(
  load: () => Promise<(...args: Args) => Promise<Result>>,
): (...args: Args) => Promise<Result> {
  return async (...args) => (await load())(...args);
}
