/** The Intune client: a device id in, a verdict out. Usable alone in any Node server. */
export { type Clock, systemClock } from "../core/clock.ts";
export type { Json, JsonObject } from "../core/json.ts";
export { createLogger, type Logger, silentLogger } from "../core/log.ts";
export { type Random, systemRandom } from "../core/random.ts";
export { Secret } from "../core/secret.ts";
export { type Cloud, type CloudName, type CloudOrigins, isMicrosoftCloud, microsoftClouds } from "./cloud.ts";
export { type ComplianceClientOptions, createComplianceClient } from "./compliance.ts";
export type { MicrosoftConnection } from "./connection.ts";
export type { ComplianceCounters } from "./counters.ts";
export type {
  CertificateCredential,
  ClientSecretCredential,
  Credential,
  FederatedCredential,
  ManagedIdentityCredential,
  PasswordCredential,
} from "./credential.ts";
export type { DiagnosisStep, DiagnosisStepName } from "./diagnosis/step.ts";
export { createMicrosoftDispatcher, type DispatcherOptions, type MicrosoftProxy } from "./dispatcher.ts";
export { type CertificateSource, readCertificate } from "./entra/certificate.ts";
export { microsoftErrors } from "./errors.ts";
export type { VerdictFailure } from "./failure.ts";
export type { DetectedApps } from "./graph/detected-apps.ts";
export type { FailingSetting, FailingSettings, UnknownSettings } from "./graph/failing-settings.ts";
export type { FleetDevice, FleetOptions, FleetPage } from "./graph/fleet.ts";
export type { ComplianceClient, IntuneClient } from "./intune-client.ts";
export { type ReasonCode, type ReasonText, reasonTexts } from "./reasons.ts";
export { defaultTimeouts, type Timeouts } from "./timeouts.ts";
export type { Verdict } from "./verdict.ts";
export type { DeviceIdKind, VerdictCacheOptions, VerdictOptions } from "./verdicts/options.ts";
export { hasPendingWipe } from "./verdicts/pending-wipe.ts";
