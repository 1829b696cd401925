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
  const report = (event: Partial<TraceEvent>): void =>
    pass.trace({
      ...eventOf(pass, run.path, node),
      duration: pass.clock.elapsed() - began,
      changes: redactChanges(state.drainChanges()),
      ...event,
    });
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

/** An event of a node that says nothing yet but which one it is. */
export function eventOf<Services>(
  { transactionId, clock, realm, journey }: Pass<Services>,
  path: readonly string[],
  node: JourneyNode<Services>,
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
    outcome: null,
    leadsTo: null,
    reason: null,
    duration: 0,
    changes: [],
    logs: [],
    error: null,
  };
}
