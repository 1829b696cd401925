import type { Clock } from "../core/clock.ts";
import type { ScriptFile } from "../journey/index.ts";
import type { Cloud, ComplianceClient } from "../microsoft/index.ts";
import type { ScriptRunner } from "../script/index.ts";
import type { Users } from "../users/index.ts";

/** What the nodes of this catalogue need from the world; the composition fills it once. */
export interface NodeServices {
  readonly compliance: ComplianceClient;
  /** Which Entra and Graph to ask. */
  readonly cloud: Cloud;
  readonly users: Users;
  readonly scripts: ScriptRunner;
  /** The script that a journey of `realm` refers to. */
  readonly script: (realm: string, id: string) => ScriptFile | undefined;
  readonly cookieName: (realm: string) => string;
  readonly clock: Clock;
}
