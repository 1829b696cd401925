export { openStore, type StoreLimits, type StoreOptions } from "./open.ts";
export type {
  ExecutionStore,
  OathAlgorithm,
  OathDevice,
  SessionRecord,
  SessionStore,
  Store,
  TraceRecord,
  TraceStore,
  UserRecord,
  UserStore,
  WaitingExecution,
} from "./ports.ts";
export { usernameKey } from "./username-key.ts";
