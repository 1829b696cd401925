import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { jsonPointer } from "../../core/json.ts";
import { type Action, goTo, type NodeDefinition } from "../../journey/index.ts";
import { node } from "../define.ts";
import { nodeErrors } from "../errors.ts";
import type { NodeServices } from "../services.ts";
import { runConfigScript } from "./run-config-script.ts";

type Definition = NodeDefinition<NodeServices>;

const config = z.object({
  nodeType: z.string().min(1).max(200).meta({
    title: "Node Type",
    description: "The type of the node to run, such as MessageNode.",
  }),
  script: z.string().default("").meta({
    title: "Script",
    description: "The id of the script that fills the map config with the node's attributes.",
  }),
  scriptInputs: z
    .array(z.string())
    .default(["*"])
    .meta({ title: "Script Inputs", description: "State keys the script may read; * for all." }),
});

const failed = { CONFIGURATION_FAILED: "Configuration Failed" };

/** Runs a node of another type, found by `find`, with attributes that a script provides. */
export function configProviderNode(find: (type: string) => Definition | undefined): Definition {
  return node({
    type: "ConfigProviderNode",
    version: 1,
    title: "Configuration Provider",
    tags: ["utilities"],
    config,
    outcomes: ({ nodeType }) => ({ ...find(nodeType)?.outcomes, ...failed }),
    anyOutcome: ({ nodeType }) => (find(nodeType)?.outcomes ?? null) === null,
    reads: ({ nodeType, scriptInputs }) => [...scriptInputs, ...(find(nodeType)?.reads ?? [])],
    writes: ["*"],
    async run(context) {
      const { nodeType } = context.config;
      const definition = find(nodeType);
      if (!definition?.selfContained) throw notProvided(nodeType, definition);
      const provided = await runConfigScript(context);
      if ("failure" in provided) return failure(provided.failure, provided.logs);
      const bound = bind(definition, provided.config);
      if ("failure" in bound) return failure(bound.failure, provided.logs);
      const action = await bound.run(context);
      return action.kind === "waitInside" ? action : { ...action, logs: [...provided.logs, ...(action.logs ?? [])] };
    },
  });
}

function bind(definition: Definition, attributes: JsonObject): ReturnType<Definition["bind"]> | { failure: string } {
  try {
    return definition.bind(attributes);
  } catch (thrown) {
    if (!(thrown instanceof z.ZodError)) throw thrown;
    const problems = thrown.issues.map(({ path, message }) => `${jsonPointer(path)}: ${message}`);
    return { failure: `not a configuration of ${definition.type}: ${problems.join("; ")}` };
  }
}

function failure(reason: string, logs: readonly string[] = []): Action {
  return goTo("CONFIGURATION_FAILED", { reason, logs });
}

/** The engine has to see on the node itself what such a type is; a script must not decide about it at a login. */
function notProvided(type: string, definition: Definition | undefined): Error {
  const why =
    definition === undefined
      ? "is not known here"
      : "judges the device, raises the auth level, runs other nodes, or does something at the end of the journey";
  return nodeErrors.error("nodes.type-not-provided", { detail: `the type ${type} ${why}` });
}
