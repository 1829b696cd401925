import type { Action } from "./action.ts";
import type { Pass, TreeRun } from "./pass.ts";
import { redactChanges, redactTexts, type TraceEvent } from "./trace.ts";
import { failureId, type JourneyNode, successId } from "./tree.ts";

/** Times one run of a node and writes its trace event. */
export interface NodeTrace {
  done(action: Action): void;
  failed(code: string): void;
}

export function traceNode<Services>(run: TreeRun<Services>, node: JourneyNode<Services>): NodeTrace {
  const { pass, state } = run;
  const began = pass.clock.elapsed();
  const before = state.hidden();
  const report = (told: Told): void => {
    const measured = { duration: pass.clock.elapsed() - began, changes: redactChanges(state.drainChanges()) };
    pass.trace(eventOf(pass, run.path, node, told, measured));
  };
  return {
    done(action) {
      const { reason = null, logs: lines = [] } = action.kind === "waitInside" ? {} : action;
      const logs = lines.length === 0 ? [] : redactTexts(lines, [...before, ...state.hidden()]);
      if (action.kind !== "goTo") return report({ reason, logs });
      report({ outcome: action.outcome, leadsTo: endAt(node, action.outcome), reason, logs });
    },
    failed: (error) => report({ error }),
  };
}

function endAt<Services>({ connections }: JourneyNode<Services>, outcome: string): TraceEvent["leadsTo"] {
  const target = Object.hasOwn(connections, outcome) ? connections[outcome] : undefined;
  if (target === successId) return "success";
  return target === failureId ? "failure" : null;
}

/** What became of a node; what is absent did not happen. */
type Told = Partial<Pick<TraceEvent, "outcome" | "leadsTo" | "reason" | "logs" | "error">>;

/** The event of a node. */
export function eventOf<Services>(
  { transactionId, clock, realm, journey }: Pass<Services>,
  path: readonly string[],
  node: JourneyNode<Services>,
  { outcome = null, leadsTo = null, reason = null, logs = [], error = null }: Told,
  { duration, changes }: Pick<TraceEvent, "duration" | "changes"> = { duration: 0, changes: [] },
): TraceEvent {
  return {
    transactionId,
    at: clock.now(),
    realm,
    journey,
    path,
    nodeId: node.id,
    nodeType: node.type,
    displayName: node.displayName,
    outcome,
    leadsTo,
    reason,
    duration,
    changes,
    logs,
    error,
  };
}
