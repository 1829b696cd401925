/** Plays Microsoft Entra and Microsoft Graph, offline. */
export type { LoopbackHost } from "./address.ts";
export type { Behaviour } from "./behaviour/behaviour.ts";
export { emulatorErrors } from "./errors.ts";
export type { Faults } from "./faults/fault.ts";
export { type FleetDocument, fleetSchema } from "./fleet/fleet-schema.ts";
export type { IdentityOptions } from "./identity/start-identity.ts";
export type { RecordedRequest } from "./recorder.ts";
export { type EmulatorOptions, type RunningEmulator, startEmulator } from "./start-emulator.ts";
