import { z } from "zod";
import { SallyportError } from "../../core/errors.ts";
import { type Action, goTo, type NodeContext, type TreeEnd, waitInside } from "../../journey/index.ts";
import { node } from "../define.ts";
import type { NodeServices } from "../services.ts";

const config = z.object({
  tree: z.string().min(1).meta({ title: "Tree Name", description: "The journey to run inside this one." }),
  displayErrorOutcome: z.boolean().default(false).meta({
    title: "Display Error Outcome",
    description: "Leave by an error outcome when the inner journey throws, instead of ending the login.",
  }),
});

type Config = z.output<typeof config>;

/** Runs another journey inside this one, with the same shared state. */
export const innerTreeEvaluatorNode = node({
  type: "InnerTreeEvaluatorNode",
  version: 1,
  title: "Inner Tree Evaluator",
  tags: ["utilities"],
  config,
  outcomes: ({ displayErrorOutcome }) => ({
    true: "True",
    false: "False",
    ...(displayErrorOutcome ? { error: "Error" } : {}),
  }),
  reads: [],
  writes: ["errorNode", "errorMessage"],
  trees: ({ tree }) => [tree],
  async run(context) {
    const end = await context.runTree(context.config.tree);
    switch (end.kind) {
      case "success":
        return goTo("true");
      case "failure":
        return goTo("false");
      case "waiting":
        return waitInside(end.waiting);
      case "error":
        return errorOutcome(context, end);
    }
  },
});

function errorOutcome(context: NodeContext<Config, NodeServices>, end: Extract<TreeEnd, { kind: "error" }>): Action {
  if (!context.config.displayErrorOutcome) throw end.error;
  const { id, displayName, type } = end.node ?? context.node;
  context.state.putShared("errorNode", { id, displayName, type });
  const known = end.error instanceof SallyportError;
  context.state.putShared("errorMessage", known ? end.error.message : "The inner journey failed.");
  return goTo("error", { reason: known ? end.error.code : "unexpected error" });
}
