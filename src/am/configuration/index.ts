/** The configuration API: trees, nodes, scripts and realms, as PingAM's administrators and `frodo` know it. */
export type {
  Change,
  ChangeRecord,
  Configuration,
  ConfigurationKind,
  ConfigurationOptions,
  ConfigurationStore,
  Decision,
} from "./port.ts";
export { registerConfiguration } from "./register.ts";
