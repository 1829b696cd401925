import type { Clock } from "../core/clock.ts";
import { SallyportError } from "../core/errors.ts";
import type { Action, Send } from "./action.ts";
import type { Answer } from "./callbacks.ts";
import { journeyErrors } from "./errors.ts";
import type { Frame, Gathered, Waiting } from "./execution.ts";
import { gather } from "./gather.ts";
import { inputsFrom, inputsOfTree } from "./inputs.ts";
import type { JourneySet } from "./load.ts";
import type { PlainTreeEnd, TreeEnd } from "./node.ts";
import type { NodeName } from "./node-name.ts";
import type { RequestFacts } from "./request.ts";
import type { TreeState } from "./state.ts";
import { redactChanges, type TraceSink } from "./trace.ts";
import { failureId, type Journey, type JourneyNode, successId } from "./tree.ts";

/** One request's pass through a journey: what is the same for every tree and node, and what the pass gathers. */
export interface Pass<Services> {
  readonly transactionId: string;
  readonly realm: string;
  readonly journey: string;
  readonly journeys: JourneySet<Services>;
  readonly request: RequestFacts;
  readonly services: Services;
  readonly clock: Clock;
  readonly trace: TraceSink;
  gathered: Gathered;
  steps: number;
  /** The node that threw, until somebody has dealt with it. */
  failedNode: NodeName | null;
}

/** A tree under way within a pass. */
interface TreeRun<Services> {
  readonly pass: Pass<Services>;
  readonly tree: Journey<Services>;
  readonly state: TreeState;
  readonly path: readonly string[];
}

/** A journey that runs more nodes than this, over all its steps, loops. */
const mostSteps = 200;
const deepestTree = 10;

/**
 * Runs a tree from its entry, or from where `resume` waits, until it ends or waits.
 *
 * @throws {journey.outcome-unconnected}, {journey.too-many-steps}, and whatever a node throws
 */
export async function runTree<Services>(
  run: TreeRun<Services>,
  resume: { frame: Frame; answers: readonly Answer[] } | null,
): Promise<PlainTreeEnd> {
  if (run.path.length > deepestTree) throw journeyErrors.error("journey.too-deep", { detail: run.path.join(" → ") });
  let waiting = resume;
  let at = resume?.frame.node ?? run.tree.entryNodeId;
  for (;;) {
    if (at === successId) return { kind: "success" };
    if (at === failureId) return { kind: "failure" };
    const node = nodeAt(run, at);
    const action = await runNode(run, node, waiting);
    waiting = null;
    if (action.kind === "goTo") {
      at = follow(run, node, action.outcome);
      continue;
    }
    return { kind: "waiting", waiting: waitAt(run, node, action) };
  }
}

function nodeAt<Services>({ tree }: TreeRun<Services>, id: string): JourneyNode<Services> {
  const node = tree.nodes.get(id);
  if (node !== undefined) return node;
  throw journeyErrors.error("journey.changed", { detail: `node ${id} is no longer part of journey "${tree.name}"` });
}

async function runNode<Services>(
  run: TreeRun<Services>,
  node: JourneyNode<Services>,
  resume: { frame: Frame; answers: readonly Answer[] } | null,
): Promise<Action> {
  const { pass, state } = run;
  pass.steps += 1;
  if (pass.steps > mostSteps) {
    throw journeyErrors.error("journey.too-many-steps", {
      detail: `more than ${mostSteps} nodes in "${pass.journey}"`,
    });
  }
  const began = pass.clock.elapsed();
  const report = (outcome: string | null, action: Action | null, error: string | null): void =>
    pass.trace({
      transactionId: pass.transactionId,
      at: pass.clock.now(),
      realm: pass.realm,
      journey: pass.journey,
      path: run.path,
      nodeId: node.id,
      nodeType: node.type,
      displayName: node.displayName,
      outcome,
      reason: action !== null && action.kind !== "waitInside" ? (action.reason ?? null) : null,
      duration: pass.clock.elapsed() - began,
      changes: redactChanges(state.drainChanges()),
      logs: action !== null && action.kind !== "waitInside" ? (action.logs ?? []) : [],
      error,
    });
  try {
    const action = await node.bound.run(contextFor(run, node, resume));
    if (action.kind !== "waitInside") pass.gathered = gather(pass.gathered, action);
    report(action.kind === "goTo" ? action.outcome : null, action, null);
    return action;
  } catch (thrown) {
    pass.failedNode ??= nameOf(node);
    report(null, null, thrown instanceof SallyportError ? thrown.code : "journey.node-failed");
    throw thrown;
  }
}

function contextFor<Services>(
  run: TreeRun<Services>,
  node: JourneyNode<Services>,
  resume: { frame: Frame; answers: readonly Answer[] } | null,
): Parameters<JourneyNode<Services>["bound"]["run"]>[0] {
  const { pass, tree, state } = run;
  const { realm, journey, request, services, gathered } = pass;
  const shared = { realm, journey, tree: tree.name, user: gathered.identifiedUser, request, services };
  const context = (of: JourneyNode<Services>) => ({
    ...shared,
    node: nameOf(of),
    state: state.writtenBy(nameOf(of)),
    runTree: (name: string) => runInnerTree(run, name, resume),
    runChild: async (id: string, input: { answers: readonly Answer[] | null; memory: Frame["memory"] }) => {
      const child = tree.children.get(id);
      if (child === undefined) throw journeyErrors.error("journey.changed", { detail: `child ${id} is gone` });
      return child.bound.run({ ...context(child), ...input });
    },
    answers: resume?.answers ?? null,
    memory: resume?.frame.memory ?? {},
  });
  return context(node);
}

async function runInnerTree<Services>(
  run: TreeRun<Services>,
  name: string,
  resume: { frame: Frame; answers: readonly Answer[] } | null,
): Promise<TreeEnd> {
  const tree = run.pass.journeys.find(name);
  if (tree === undefined || !tree.enabled) throw journeyErrors.error("journey.tree-missing", { detail: name });
  const frame = resume?.frame.inner ?? null;
  const base = run.state.forInnerTree(inputsOfTree(tree));
  const state = frame === null ? base : base.withSecure(frame.secure);
  const inner = { pass: run.pass, tree, state, path: [...run.path, name] };
  try {
    return await runTree(inner, frame === null || resume === null ? null : { frame, answers: resume.answers });
  } catch (error) {
    const node = run.pass.failedNode;
    run.pass.failedNode = null;
    return { kind: "error", error, node };
  }
}

function nameOf<Services>({ id, displayName, type }: JourneyNode<Services>): NodeName {
  return { id, displayName, type };
}

function follow<Services>(run: TreeRun<Services>, node: JourneyNode<Services>, outcome: string): string {
  const target = node.connections[outcome];
  if (target !== undefined) return target;
  const detail = `outcome ${outcome} of node "${node.displayName}" in "${run.tree.name}" is not connected`;
  throw journeyErrors.error("journey.outcome-unconnected", { detail });
}

function waitAt<Services>(
  { tree, state }: TreeRun<Services>,
  node: JourneyNode<Services>,
  action: Exclude<Action, { kind: "goTo" }>,
): Waiting {
  const secure = state.secureForWait(inputsFrom(tree, node.id));
  const here = { tree: tree.name, node: node.id, secure };
  if (action.kind === "waitInside") {
    return { ...action.waiting, frame: { ...here, memory: {}, inner: action.waiting.frame } };
  }
  return { ...page(action), callbacks: action.callbacks, frame: { ...here, memory: action.memory ?? {}, inner: null } };
}

function page({ header, description, stage }: Send): { header?: string; description?: string; stage?: string } {
  return {
    ...(header ? { header } : {}),
    ...(description ? { description } : {}),
    ...(stage ? { stage } : {}),
  };
}
