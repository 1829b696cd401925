/** The Intune client: a device id in, a verdict out. Usable alone in any Node server. */
export { type Clock, systemClock } from "../core/clock.ts";
export type { Json, JsonObject } from "../core/json.ts";
export { createLogger, type Logger, silentLogger } from "../core/log.ts";
export { type Random, systemRandom } from "../core/random.ts";
export { Secret } from "../core/secret.ts";
export { type Cloud, type CloudName, type CloudOrigins, isMicrosoftCloud, microsoftClouds } from "./cloud.ts";
export { type ComplianceClient, type ComplianceClientOptions, createComplianceClient } from "./compliance.ts";
export type {
  ClientSecretCredential,
  Credential,
  MicrosoftConnection,
  PasswordCredential,
} from "./connection.ts";
export { createMicrosoftDispatcher, type DispatcherOptions } from "./dispatcher.ts";
export { microsoftErrors } from "./errors.ts";
export type { VerdictFailure } from "./failure.ts";
export type { DetectedApps } from "./graph/detected-apps.ts";
export { type ReasonCode, reasonTexts } from "./reasons.ts";
export { defaultTimeouts, type Timeouts } from "./timeouts.ts";
export type { Verdict } from "./verdict.ts";
