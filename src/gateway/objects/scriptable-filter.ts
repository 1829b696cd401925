import { objectType } from "../heap/object-type.ts";
import { placeScript, scriptConfig } from "../scripting/place-script.ts";
import { runScript } from "../scripting/run-script.ts";

/** `ScriptableFilter`: a script that answers, or lets `next` answer. */
export const scriptableFilter = objectType({
  type: "ScriptableFilter",
  config: scriptConfig,
  build: async (config, context) => {
    const script = await placeScript(config, context);
    return { kind: "filter", filter: (exchange, next) => runScript(script, exchange, next) };
  },
});
