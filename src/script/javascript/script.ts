import type { Json, JsonObject } from "../../core/json.ts";

/** PingAM's evaluator version 1.0 (`legacy`) or 2.0 (`next-gen`). */
export type ScriptApi = "legacy" | "next-gen";

/** What a sandbox binds: an API of decision scripts, or that of gateway scripts. */
export type SandboxApi = ScriptApi | "gateway";

export interface ScriptSource {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly api: ScriptApi;
}

/** What one run of a script sees. */
export interface ScriptInput {
  /** The three states, filtered already by what the node declares as its inputs. */
  readonly sharedState: JsonObject;
  readonly transientState: JsonObject;
  readonly secureState: JsonObject;
  /** Names in lower case. */
  readonly requestHeaders: Readonly<Record<string, readonly string[]>>;
  readonly requestParameters: Readonly<Record<string, readonly string[]>>;
  readonly requestCookies: Readonly<Record<string, string>>;
  /** Properties of the caller's valid session; `null` becomes `undefined` in the script. */
  readonly existingSession: Readonly<Record<string, string>> | null;
  readonly realm: string;
  readonly cookieName: string;
  readonly resumedFromSuspend: boolean;
  /** The client's answers to the callbacks that this script sent, in order; empty on the first visit. */
  readonly callbacks: readonly ScriptCallbackAnswer[];
  /** Global variables to give, whose values at the end are {@link ScriptResult.variables}: `config`, for one. */
  readonly variables?: JsonObject;
  /** The keys that a legacy script's copies of the state may put back; absent: all. */
  readonly outputs?: readonly string[];
}

/** An answered callback: what the client put into its plain input, and optionally what had been sent. */
export interface ScriptCallbackAnswer {
  readonly type: string;
  readonly value: Json;
  /** All inputs by their suffix, for callbacks that have several. */
  readonly values?: JsonObject;
  /** The `output` of the callback as sent: gives scripts prompts, choices and the id of a hidden value. */
  readonly output?: readonly ScriptField[];
}

export interface ScriptField {
  readonly name: string;
  readonly value: Json;
}

/** A callback to send, in PingAM's wire shape; input names are suffixes that follow `IDTokenN`. */
export interface ScriptCallback {
  readonly type: string;
  readonly output: readonly ScriptField[];
  readonly inputs: readonly ScriptField[];
}

/** One change of the node state; the order matters. A removal is from all three maps. */
export type StateChange =
  | { readonly state: "shared" | "transient"; readonly key: string; readonly change: "set"; readonly value: Json }
  | { readonly state: "all"; readonly key: string; readonly change: "remove" }
  | { readonly state: "shared" | "transient"; readonly change: "replace"; readonly value: JsonObject };

/** A script's wish to have the journey wait until somebody opens a link. */
export interface ScriptSuspension {
  /** What the client is shown. */
  readonly message: (resumeUri: string) => string;
  readonly minutes?: number;
  /**
   * Tells the link to the script's handler, which waits for it in its sandbox, for `suspendMs`. Present if there is one.
   *
   * @throws as {@link ScriptRunner.run}
   */
  readonly deliver?: (resumeUri: string) => Promise<void>;
}

export interface ScriptLogEntry {
  readonly level: "trace" | "debug" | "info" | "warn" | "error";
  readonly message: string;
}

export interface ScriptResult {
  /** The outcome that the script chose by variable or action; `null` if none, as when it sends callbacks. */
  readonly outcome: string | null;
  readonly stateChanges: readonly StateChange[];
  /** `null` removes the property. */
  readonly sessionProperties: Readonly<Record<string, string | null>>;
  readonly callbacks: readonly ScriptCallback[];
  readonly logs: readonly ScriptLogEntry[];
  readonly auditEntryDetail: Json;
  readonly errorMessage?: string | undefined;
  readonly lockoutMessage?: string | undefined;
  readonly header?: string | undefined;
  readonly description?: string | undefined;
  readonly stage?: string | undefined;
  readonly identifiedUser?: string | undefined;
  readonly universalId?: string | undefined;
  /** Minutes. */
  readonly maxSessionTime?: number | undefined;
  /** Minutes. */
  readonly maxIdleTime?: number | undefined;
  /** Minutes. */
  readonly maxTreeDuration?: number | undefined;
  readonly logoutWebhook?: string | undefined;
  readonly suspension?: ScriptSuspension | undefined;
  readonly variables?: JsonObject | undefined;
}
