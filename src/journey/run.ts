import { SallyportError } from "../core/errors.ts";
import type { Action } from "./action.ts";
import { contextFor } from "./context.ts";
import { journeyErrors } from "./errors.ts";
import type { Page, Waiting } from "./execution.ts";
import { gather } from "./gather.ts";
import { inputsFrom } from "./inputs.ts";
import { deepestTree, mostHooks } from "./limits.ts";
import type { PlainTreeEnd } from "./node.ts";
import { nameOf } from "./node-name.ts";
import type { Pass, Resumption, TreeRun } from "./pass.ts";
import { traceNode } from "./trace-node.ts";
import { failureId, type JourneyNode, successId } from "./tree.ts";

/**
 * Runs a tree from its entry, or from where it waited, until it ends or waits.
 *
 * @throws {journey.outcome-unconnected}, {journey.too-many-steps}, {journey.too-deep}, and whatever a node throws
 */
export async function runTree<Services>(run: TreeRun<Services>, resumption: Resumption | null): Promise<PlainTreeEnd> {
  if (run.path.length > deepestTree) throw journeyErrors.error("journey.too-deep", { detail: run.path.join(" → ") });
  let waited = resumption;
  let at = resumption?.frame.node ?? run.tree.entryNodeId;
  for (;;) {
    if (at === successId) return { kind: "success" };
    if (at === failureId) return { kind: "failure" };
    const node = nodeAt(run, at);
    const action = await runNode(run, node, waited);
    waited = null;
    if (action.kind !== "goTo") return { kind: "waiting", waiting: waitAt(run, node, action) };
    at = follow(run, node, action.outcome);
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
  waited: Resumption | null,
): Promise<Action> {
  const { pass } = run;
  countStep(pass);
  pass.deviceProved ||= provesDevice(run, node);
  const traced = traceNode(run, node);
  try {
    const action = await node.bound.run(contextFor(run, node, waited, runTree));
    if (action.kind !== "waitInside") note(run, node, action);
    traced.done(action);
    return action;
  } catch (thrown) {
    pass.failedNode ??= nameOf(node);
    traced.failed(thrown instanceof SallyportError ? thrown.code : "journey.node-failed");
    throw thrown;
  }
}

function countStep<Services>(pass: Pass<Services>): void {
  pass.steps += 1;
  if (pass.steps <= pass.mostSteps) return;
  const detail = `"${pass.journey}" has run ${pass.mostSteps} nodes: it loops`;
  throw journeyErrors.error("journey.too-many-steps", { detail });
}

/** Before it runs: what it learnt counts even if it throws. */
function provesDevice<Services>({ tree }: TreeRun<Services>, { definition, bound }: JourneyNode<Services>): boolean {
  return definition.provesDevice || bound.children.some((id) => tree.children.get(id)?.definition.provesDevice);
}

/** Remembers what an action wants besides. */
function note<Services>(
  { pass, tree }: TreeRun<Services>,
  { id: node }: JourneyNode<Services>,
  action: Exclude<Action, { kind: "waitInside" }>,
): void {
  pass.gathered = gather(pass.gathered, action);
  if (action.hooks === undefined) return;
  pass.hooks = [...pass.hooks, ...action.hooks.map((data) => ({ tree: tree.name, node, data }))];
  if (pass.hooks.length > mostHooks) throw journeyErrors.error("journey.state-too-large", { detail: "too many hooks" });
}

function follow<Services>(run: TreeRun<Services>, node: JourneyNode<Services>, outcome: string): string {
  const target = Object.hasOwn(node.connections, outcome) ? node.connections[outcome] : undefined;
  if (target !== undefined) return target;
  const detail = `outcome ${outcome} of node "${node.displayName}" in "${run.tree.name}" is not connected`;
  throw journeyErrors.error("journey.outcome-unconnected", { detail });
}

function waitAt<Services>(
  { tree, state, userBefore, pass }: TreeRun<Services>,
  node: JourneyNode<Services>,
  action: Exclude<Action, { kind: "goTo" }>,
): Waiting {
  const secure = state.secureForWait(inputsFrom(tree, node.id, pass.journeys.find));
  const here = { tree: tree.name, node: node.id, secure, userBefore };
  if (action.kind === "waitInside") {
    return { ...action.waiting, frame: { ...here, memory: {}, inner: action.waiting.frame } };
  }
  const frame = { ...here, memory: action.memory ?? {}, inner: null };
  return action.kind === "suspend"
    ? { ...page(action), frame, callbacks: [], suspension: action.suspension }
    : { ...page(action), frame, callbacks: action.callbacks };
}

function page({ header, description, stage }: Page): Page {
  return {
    ...(header ? { header } : {}),
    ...(description ? { description } : {}),
    ...(stage ? { stage } : {}),
  };
}
