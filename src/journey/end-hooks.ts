import { SallyportError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import { type EndContext, type EndEffects, type EndKind, mergeEndings, type RecordedHook } from "./ending.ts";
import { journeyErrors } from "./errors.ts";
import { nameOf } from "./node-name.ts";
import type { Pass } from "./pass.ts";
import { eventOf } from "./trace-node.ts";
import type { JourneyNode } from "./tree.ts";

/**
 * Runs the hooks of a journey that has ended, oldest first, so that the newest has the last word.
 *
 * @throws what a hook throws after a success: nobody is let in half. After any other end the others still run, and the
 *   trace tells.
 */
export async function runEndHooks<Services>(
  pass: Pass<Services>,
  end: EndKind,
  shared: ReadonlyMap<string, Json>,
): Promise<EndEffects> {
  let ending: EndEffects = {};
  for (const hook of pass.hooks) {
    const node = hookedNode(pass, hook);
    if (node === null) {
      if (end !== "success") continue;
      throw journeyErrors.error("journey.changed", { detail: `node ${hook.node} of "${hook.tree}" is gone` });
    }
    try {
      ending = mergeEndings(ending, await node.bound.atEnd(endContext(pass, node, { end, hook, shared, ending })));
    } catch (thrown) {
      const error = thrown instanceof SallyportError ? thrown.code : "journey.node-failed";
      pass.trace(eventOf(pass, [hook.tree], node, { reason: `at the end of the journey (${end})`, error }));
      if (end === "success") throw thrown;
    }
  }
  return ending;
}

function hookedNode<Services>({ journeys }: Pass<Services>, hook: RecordedHook): JourneyNode<Services> | null {
  const tree = journeys.find(hook.tree);
  return tree?.nodes.get(hook.node) ?? null;
}

interface Ended {
  readonly end: EndKind;
  readonly hook: RecordedHook;
  readonly shared: ReadonlyMap<string, Json>;
  /** What the hooks before this one want. */
  readonly ending: EndEffects;
}

function endContext<Services>(
  { realm, journey, gathered, request, services }: Pass<Services>,
  node: JourneyNode<Services>,
  { end, hook: { data }, shared, ending }: Ended,
): Omit<EndContext<unknown, Services>, "config"> {
  const user = gathered.identifiedUser;
  const sessionProperties = { ...gathered.sessionProperties, ...ending.sessionProperties };
  return { end, data, node: nameOf(node), realm, journey, user, shared, sessionProperties, request, services };
}
