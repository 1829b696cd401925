import type { Clock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Names } from "./compile.ts";
import { attributesView, contextsView, sessionView } from "./contexts-view.ts";
import type { Frame } from "./frame.ts";
import { elFunctions } from "./functions.ts";
import { instant } from "./instant.ts";
import { type Known, known } from "./known.ts";
import { requestView } from "./request-view.ts";
import { responseView } from "./response-view.ts";
import { type ElObject, type ElValue, elObject, fromJson } from "./values.ts";

/** The names that expressions may use, where they are evaluated once and where they are evaluated per request. */

interface NameSources {
  readonly properties: JsonObject;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The gateway's directory. */
  readonly directory: string;
  readonly clock: Clock;
}

const views: readonly (readonly [string, Known<Frame>])[] = [
  ["request", requestView],
  ["response", responseView],
  ["context", contextsView],
  ["contexts", contextsView],
  ["attributes", attributesView],
  ["session", sessionView],
];

/** Names of an expression that is evaluated for every request. */
export function runtimeNames(sources: NameSources): Names<Frame> {
  const now = known<Frame>(() => instant(sources.clock.now()));
  return {
    variables: new Map([...views, ["now", now]]),
    values: fixedValues(sources),
    unavailable: new Map([["heap", "can be used only in the arguments of a script"]]),
    functions: elFunctions(sources.directory),
  };
}

/** Names of an expression that is evaluated once, where the file is loaded. */
export function configurationNames(sources: NameSources): Names<undefined> {
  const onlyPerRequest = "has a value only while a request is served";
  return {
    variables: new Map(),
    values: new Map([...fixedValues(sources), ["heap", heapObjects]]),
    unavailable: new Map([...views.map(([name]) => name), "now"].map((name) => [name, onlyPerRequest])),
    functions: elFunctions(sources.directory),
  };
}

/** Properties hide the names of the gateway itself, as those of a route hide those of its parents. */
function fixedValues(sources: NameSources): ReadonlyMap<string, ElValue> {
  const { properties, environment, directory } = sources;
  const openig = elObject({ instanceDirectory: () => directory, configDirectory: () => directory });
  return new Map<string, ElValue>([
    ["openig", openig],
    ["env", environmentObject(environment)],
    // There is no Java machine here, so the only system property is the one that files refer to.
    ["system", elObject({ "ig.instance.dir": () => directory })],
    ...Object.entries(properties).map(([name, value]): [string, ElValue] => [name, fromJson(value)]),
  ]);
}

function environmentObject(environment: NameSources["environment"]): ElObject {
  return {
    member: (name) => (Object.hasOwn(environment, name) ? (environment[name] ?? null) : null),
    keys: () => Object.keys(environment),
    text: () => "{environment}",
  };
}

/** `heap['Name']`: the object itself is no value of an expression, so its JSON is `{"$heap": "Name"}`. */
const heapObjects: ElObject = {
  member: (name) => elObject({ $heap: () => name }, () => name),
  keys: () => [],
  text: () => "{heap}",
};
