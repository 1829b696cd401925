import type { ClientCertificate } from "../../../device/index.ts";
import { type Bindings, fromJson, type GroovyHost, type GroovyValue } from "../../../script/groovy/index.ts";
import type { ScriptRun, ScriptVariables } from "../program.ts";
import { type ContextsData, contextsMap, contextType } from "./contexts.ts";
import type { RunMaps } from "./data-map.ts";
import { requestType } from "./messages.ts";
import { clientType, handlerType, loggerObject, type Send } from "./services.ts";

/** What scripts find bound. Most use three or four of these, so each is made when a run first names it. */

/** What the bindings of one run are made from. */
export interface Surroundings extends ContextsData {
  readonly run: ScriptRun;
  readonly maps: RunMaps;
  readonly globals: GroovyValue;
}

type Maker = (around: Surroundings) => GroovyValue | undefined;

const makers: readonly (readonly [string, Maker])[] = [
  ["request", ({ exchange }) => requestType.wrap(exchange)],
  ["context", (around) => contextType.wrap(around)],
  ["contexts", contextsMap],
  ["attributes", ({ attributes }) => attributes()],
  ["session", ({ session }) => session()],
  ["http", ({ run }) => clientType.wrap(run.http)],
  ["logger", ({ run }) => loggerObject(run.log)],
  ["globals", ({ globals }) => globals],
  ["next", ({ run: { next }, maps }) => (next === null ? undefined : handlerType.wrap(forwarding(next, maps)))],
];

/** Everything that is the same for all runs of a script. */
export interface BindingsOfScript {
  readonly variables: ScriptVariables;
  readonly globals: GroovyValue;
  readonly certificateObject: (certificate: ClientCertificate) => GroovyHost;
}

/** @returns what makes the bindings of one run */
export function bindingsMaker({ variables, globals, certificateObject }: BindingsOfScript) {
  const all = new Map<string, Maker>([
    ...makers,
    ...[...variables].map(([name, value]): [string, Maker] => [name, () => fromJson(value)]),
  ]);
  return (run: ScriptRun, maps: RunMaps): Bindings => {
    const { exchange } = run;
    const { attributes, session } = maps;
    const around: Surroundings = { exchange, attributes, session, certificateObject, run, maps, globals };
    const made = new Map<string, GroovyValue>();
    return {
      get: (name) => {
        const known = made.get(name);
        if (known !== undefined) return known;
        const value = all.get(name)?.(around);
        if (value !== undefined) made.set(name, value);
        return value;
      },
      set: (name, value) => {
        made.set(name, value);
      },
    };
  };
}

/** What later handlers left in the maps is there for the script's callbacks. */
function forwarding(next: Send, maps: RunMaps): Send {
  return async (request) => {
    maps.refresh();
    const response = await next(request);
    maps.refresh();
    return response;
  };
}
