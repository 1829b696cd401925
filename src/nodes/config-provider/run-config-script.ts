import { SallyportError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { NodeContext } from "../../journey/index.ts";
import { applyChanges } from "../scripted-decision/apply-changes.ts";
import { inputOf, logLines, scriptOf } from "../scripted-decision/run-script.ts";
import type { NodeServices } from "../services.ts";

/** The configuration that the script filled, or why there is none. */
export type Configured =
  | { readonly config: JsonObject; readonly logs: readonly string[] }
  | { readonly failure: string; readonly logs?: readonly string[] };

type Context = NodeContext<{ readonly script: string; readonly scriptInputs: readonly string[] }, NodeServices>;

/** Nothing that the author of the script could do about. */
const outages: ReadonlySet<string> = new Set(["script.busy", "script.engine-failed"]);

/**
 * Runs a script that fills the map `config`. What else it asks for, such as an outcome or callbacks, is not its business.
 *
 * @throws {script.busy}, {script.engine-failed}
 */
export async function runConfigScript(context: Context): Promise<Configured> {
  const { realm, services, state } = context;
  const { script, scriptInputs } = context.config;
  const config = { script, inputs: [...scriptInputs], outputs: ["*"], outcomes: [] };
  // The answers are the inner node's.
  const asked = { ...context, config, answers: null, memory: {} };
  try {
    const input = { ...inputOf(asked), variables: { config: {} } };
    const result = await services.scripts.run(scriptOf(asked), input, services.scriptPorts?.(realm) ?? {});
    applyChanges(state, result.stateChanges);
    const filled = result.variables?.config;
    const logs = logLines(result);
    return isJsonObject(filled) ? { config: filled, logs } : { failure: "the script left no map in config", logs };
  } catch (thrown) {
    if (!(thrown instanceof SallyportError) || outages.has(thrown.code)) throw thrown;
    if (!thrown.code.startsWith("script.") && thrown.code !== "nodes.script-missing") throw thrown;
    return { failure: `${thrown.code}: ${thrown.detail ?? thrown.message}` };
  }
}
