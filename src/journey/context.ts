import { type Ends, highest, highestGain } from "./auth-level.ts";
import { journeyErrors } from "./errors.ts";
import { integerOf } from "./execution.ts";
import { inputsOfTree } from "./inputs.ts";
import { journeyMs } from "./limits.ts";
import type { NodeContext, PlainTreeEnd, TreeEnd } from "./node.ts";
import { nameOf } from "./node-name.ts";
import type { Resumption, TreeRun } from "./pass.ts";
import type { JourneyNode } from "./tree.ts";

type RunTree<Services> = (run: TreeRun<Services>, resumption: Resumption | null) => Promise<PlainTreeEnd>;
type Context<Services> = Omit<NodeContext<unknown, Services>, "config">;

/** What a node is given when it runs. `runTree` runs the inner trees that it asks for. */
export function contextFor<Services>(
  run: TreeRun<Services>,
  node: JourneyNode<Services>,
  waited: Resumption | null,
  runTree: RunTree<Services>,
): Context<Services> {
  const { pass, tree, state } = run;
  const { realm, journey, request, services, gathered, authIdPresent } = pass;
  const context = (of: JourneyNode<Services>): Context<Services> => ({
    node: nameOf(of),
    realm,
    journey,
    tree: tree.name,
    user: gathered.identifiedUser,
    state: state.writtenBy(nameOf(of)),
    request,
    answers: waited?.answers ?? null,
    memory: waited?.frame.memory ?? {},
    resumed: waited?.resumed ?? false,
    authIdPresent,
    treeDuration: (gathered.maxTreeDuration === null ? pass.duration : journeyMs(gathered.maxTreeDuration)) / 60_000,
    reachableAuthLevel: (outcome) => reachableLevel(run, node, outcome),
    services,
    runTree: (name) => runInnerTree(run, node, name, waited, runTree),
    async runChild(id, input) {
      const child = tree.children.get(id);
      if (child === undefined) throw journeyErrors.error("journey.changed", { detail: `child ${id} is gone` });
      return child.bound.run({ ...context(child), ...input });
    },
  });
  return context(node);
}

async function runInnerTree<Services>(
  run: TreeRun<Services>,
  node: JourneyNode<Services>,
  name: string,
  waited: Resumption | null,
  runTree: RunTree<Services>,
): Promise<TreeEnd> {
  const { pass } = run;
  const { find } = pass.journeys;
  const tree = find(name);
  if (tree === undefined || !tree.enabled) throw journeyErrors.error("journey.tree-missing", { detail: name });
  const frame = waited?.frame.inner ?? null;
  const handedIn = run.state.forInnerTree(inputsOfTree(tree, find));
  const state = frame === null ? handedIn : handedIn.withSecure(frame.secure);
  const userBefore = frame === null ? pass.gathered.identifiedUser : frame.userBefore;
  const inner = { pass, tree, state, path: [...run.path, name], userBefore, beyond: () => onwards(run, node) };
  const resumption = frame === null || waited === null ? null : { ...waited, frame };
  try {
    const end = await runTree(inner, resumption);
    if (end.kind === "failure") forgetUser(inner);
    return end;
  } catch (error) {
    forgetUser(inner);
    const failed = pass.failedNode;
    pass.failedNode = null;
    return { kind: "error", error, node: failed };
  }
}

/** Whoever an inner tree identified before it failed has proved nothing. */
function forgetUser<Services>({ pass, userBefore }: TreeRun<Services>): void {
  pass.gathered = { ...pass.gathered, identifiedUser: userBefore };
}

/** Which outcome an inner tree's end leads to is its node's business: either may take the best one. */
function onwards<Services>(run: TreeRun<Services>, { connections }: JourneyNode<Services>): Ends {
  const gain = highest(Object.values(connections).map((target) => gainFrom(run, target)));
  return { success: gain, failure: gain };
}

function reachableLevel<Services>(
  run: TreeRun<Services>,
  { connections }: JourneyNode<Services>,
  outcome: string,
): number | null {
  const target = Object.hasOwn(connections, outcome) ? connections[outcome] : undefined;
  const gain = target === undefined ? null : gainFrom(run, target);
  return gain === null ? null : (integerOf(run.state.get("authLevel")) ?? 0) + gain;
}

function gainFrom<Services>({ tree, pass, beyond }: TreeRun<Services>, target: string): number | null {
  return highestGain(tree, target, beyond(), pass.journeys.find);
}
