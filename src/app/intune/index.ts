/** What an administrator asks about Intune from the terminal: does it work, what of this device, what of the fleet. */
export { type ConfiguredNode, type Destination, nodeLabel } from "./configured-nodes.ts";
export { isQuestion } from "./connections.ts";
export type { CurlCommands } from "./curl.ts";
export { type DeviceReport, type DeviceWishes, inspectDevice, type NodeDecision } from "./device.ts";
export { type FleetReading, type FleetRow, type FleetRows, isReading, readFleet } from "./fleet.ts";
export type { VerifiedStep } from "./verify.ts";
export { type Verification, type VerifyWishes, verifyDeployment } from "./verify-deployment.ts";
