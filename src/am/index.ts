/** The PingAM-compatible HTTP API: authenticate, sessions, server information, discovery and the login page. */

export type {
  Change,
  ChangeRecord,
  Configuration,
  ConfigurationKind,
  ConfigurationOptions,
  ConfigurationStore,
  Decision,
} from "./configuration/index.ts";
export type { Trust } from "./intake.ts";
export type { AmKeys, AmLimits, AmOptions, JourneyDirectory, JourneyFacts } from "./options.ts";
export { createAmServer } from "./server.ts";
export { type Realm, type RealmSettings, realmSettingsSchema } from "./settings.ts";
export { createTraceWriter, type TraceWriter, type TraceWriterOptions } from "./trace-writer.ts";
export { createWebhooks } from "./webhooks/index.ts";
