/** Composition: reads a deployment directory, starts, supervises and stops the parts. */
export { currentCode } from "./demo/code.ts";
export { runDemo } from "./demo/run-demo.ts";
export { type EmulatorAloneOptions, runEmulatorAlone } from "./emulator-alone.ts";
export {
  type ConfiguredNode,
  type CurlCommands,
  type Destination,
  type DeviceReport,
  type DeviceWishes,
  type FleetReading,
  type FleetRow,
  type FleetRows,
  inspectDevice,
  isQuestion,
  isReading,
  type NodeDecision,
  nodeLabel,
  readFleet,
  type Verification,
  type VerifiedStep,
  type VerifyWishes,
  verifyDeployment,
} from "./intune/index.ts";
export { type NginxReport, writeNginx } from "./nginx.ts";
export { isPartName, type PartName, partNames, type RunningPart } from "./parts/part.ts";
export { type Host, runDeployment, runPart } from "./run.ts";
export { readTrace, type TraceEvent } from "./trace.ts";
export { type DeploymentUsers, type Identity, type OathDevice, openUsers, type WebAuthnDevice } from "./users.ts";
