export { openStore, type StoreLimits, type StoreOptions } from "./open.ts";
export type { ExecutionStore, Store, TraceRecord, TraceStore, WaitingExecution } from "./ports.ts";
export type { SessionQuota, SessionRecord, SessionStore, WebhookCall, WebhookCallStore } from "./session-ports.ts";
export type {
  CodeKind,
  OathAlgorithm,
  StoredDeviceProfile,
  StoredOathDevice,
  StoredUser,
  StoredWebAuthnDevice,
  UserRecord,
  UserStore,
} from "./user-ports.ts";
export { usernameKey } from "./username-key.ts";
