import type { Clock } from "../core/clock.ts";
import type { Ends } from "./auth-level.ts";
import type { Answer } from "./callbacks.ts";
import type { RecordedHook } from "./ending.ts";
import type { Frame, Gathered } from "./execution.ts";
import type { IdentifiedUser } from "./identified-user.ts";
import type { JourneySet } from "./load.ts";
import type { NodeName } from "./node-name.ts";
import type { RequestFacts } from "./request.ts";
import type { TreeState } from "./state.ts";
import type { TraceSink } from "./trace.ts";
import type { Journey } from "./tree.ts";

/** One request's pass through a journey: what is the same for every tree and node, and what the pass gathers. */
export interface Pass<Services> {
  readonly transactionId: string;
  readonly realm: string;
  readonly journey: string;
  readonly journeys: JourneySet<Services>;
  readonly request: RequestFacts;
  readonly authIdPresent: boolean;
  /** Milliseconds that the journey may take, unless a node of this pass says otherwise. */
  readonly duration: number;
  readonly services: Services;
  readonly clock: Clock;
  readonly trace: TraceSink;
  gathered: Gathered;
  hooks: readonly RecordedHook[];
  deviceProved: boolean;
  /** Nodes run so far, in this request and before it. */
  steps: number;
  /** How many of them may have run when this request ends. */
  readonly mostSteps: number;
  /** The node that threw, until somebody has dealt with it. */
  failedNode: NodeName | null;
}

/** A tree under way within a pass. */
export interface TreeRun<Services> {
  readonly pass: Pass<Services>;
  readonly tree: Journey<Services>;
  readonly state: TreeState;
  /** The trees from the journey down to this one. */
  readonly path: readonly string[];
  readonly userBefore: IdentifiedUser | null;
  /** How much the auth level can still rise when this tree has ended. */
  readonly beyond: () => Ends;
}

/** How a tree that waited goes on. */
export interface Resumption {
  readonly frame: Frame;
  /** Null after a suspension. */
  readonly answers: readonly Answer[] | null;
  readonly resumed: boolean;
}
