import { objectType } from "../heap/object-type.ts";
import { placeScript, scriptConfig } from "../scripting/place-script.ts";
import { runScript } from "../scripting/run-script.ts";

/** `ScriptableHandler`: a script that answers. It has no `next`. */
export const scriptableHandler = objectType({
  type: "ScriptableHandler",
  config: scriptConfig,
  build: async (config, context) => {
    const script = await placeScript(config, context);
    return { kind: "handler", handle: (exchange) => runScript(script, exchange, null) };
  },
});
