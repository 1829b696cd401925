import type { Clock } from "../core/clock.ts";
import type { JsonObject } from "../core/json.ts";
import type { ScriptFile } from "../journey/index.ts";
import type { Cloud, IntuneClient, MicrosoftConnection } from "../microsoft/index.ts";
import type { ScriptRunner } from "../script/index.ts";
import type { Users } from "../users/index.ts";
import type { RecheckPace } from "./intune-remediation/recheck-pace.ts";

/** A node as it stands in a tree. */
export interface PlacedNode {
  readonly type: string;
  readonly attributes: JsonObject;
}

/** What the nodes of this catalogue need from the world; the composition fills it once. */
export interface NodeServices {
  readonly compliance: Pick<IntuneClient, "verdict" | "detectedApps" | "failingSettings">;
  /** Which Entra and Graph to ask. */
  readonly cloud: Cloud;
  /** `microsoft.connections` of the deployment, by name. */
  readonly connections: ReadonlyMap<string, MicrosoftConnection>;
  /** How often the owner of a device may have it checked again. */
  readonly recheckPace: RecheckPace;
  readonly users: Users;
  readonly scripts: ScriptRunner;
  /** The script that a journey of `realm` refers to. */
  readonly script: (realm: string, id: string) => ScriptFile | undefined;
  /** A node of a tree of `realm`, with its attributes: secrets among them. */
  readonly nodeAt: (realm: string, tree: string, id: string) => PlacedNode | undefined;
  readonly cookieName: (realm: string) => string;
  readonly clock: Clock;
}
