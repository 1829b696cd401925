import type { RateLimit } from "../core/rate-limit.ts";
import type { TraceSink } from "../journey/index.ts";
import type { Store } from "../store/index.ts";
import type { AdministrationRules } from "./administrator.ts";
import type { CredentialHeaders } from "./credentials.ts";
import type { AmOptions } from "./options.ts";
import type { Sessions } from "./sessions.ts";
import type { WaitingSteps } from "./waiting.ts";

/** What the endpoints work with; the server assembles it once. */
export interface AmServices extends Pick<AmOptions, "engine" | "journeys" | "users" | "clock" | "random" | "log"> {
  readonly sessions: Sessions;
  readonly together: Store["together"];
  readonly trace: TraceSink;
  readonly waiting: WaitingSteps;
  readonly starts: RateLimit;
  readonly administration: AdministrationRules;
  /** Names of the session cookies of all realms. */
  readonly cookieNames: readonly string[];
  /** Lower-case names of the headers that nodes read credentials from. */
  readonly credentialHeaders: CredentialHeaders;
}
