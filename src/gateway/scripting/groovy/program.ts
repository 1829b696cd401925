import { SallyportError } from "../../../core/errors.ts";
import {
  compileGroovy,
  fromJson,
  type GroovyValue,
  groovyFailure,
  type HostClass,
  promiseOf,
} from "../../../script/index.ts";
import type { Services } from "../../heap/model.ts";
import { scriptLimits } from "../limits.ts";
import type { ScriptResponse } from "../message.ts";
import { entityNeeds } from "../needs-entity.ts";
import { ScriptFailure, type ScriptProgram, type ScriptRun, type ScriptVariables } from "../program.ts";
import { certificateObjects, certificateType } from "./certificate.ts";
import { type ContextsData, contextClasses, contextsMap, contextType } from "./contexts.ts";
import { type DataMap, dataMap, globalsMap } from "./data-map.ts";
import { entityType } from "./entity.ts";
import { cookieType, formType } from "./form.ts";
import { headersType, headerType } from "./headers.ts";
import { requestType, responseType } from "./messages.ts";
import { clientType, handlerType, loggerObject } from "./services.ts";
import { statusType } from "./status.ts";
import { uriType } from "./uri.ts";

/** Classes of PingGateway that a script may name. */
const classes: ReadonlyMap<string, HostClass> = new Map(
  [
    certificateType,
    clientType,
    cookieType,
    entityType,
    formType,
    handlerType,
    headersType,
    headerType,
    requestType,
    responseType,
    statusType,
    uriType,
    ...contextClasses,
  ].map((type): [string, HostClass] => [type.name, type]),
);

/** What PingGateway imports into every script, without `Filter`, `ThrottlingRate` and `Uris`, which are not offered. */
const automaticImports = [
  "org.forgerock.http.Client",
  "org.forgerock.http.Handler",
  "org.forgerock.util.AsyncFunction",
  "org.forgerock.util.Function",
  "org.forgerock.util.promise.NeverThrowsException",
  "org.forgerock.util.promise.Promise",
  "org.forgerock.services.context.Context",
  "org.forgerock.http.protocol.*",
];

export interface ScriptSurroundings {
  /** The file's name, or the heap object's. */
  readonly name: string;
  readonly variables: ScriptVariables;
  readonly services: Pick<Services, "clock" | "javascript" | "random">;
}

/** Makes programs of Groovy sources; what they keep in `globals` outlives a change of the source. */
export function groovyCompiler({ name, variables, services }: ScriptSurroundings): (source: string) => ScriptProgram {
  const globals = globalsMap(scriptLimits.globals);
  const certificateObject = certificateObjects();
  const { steps, memory, milliseconds, depth } = scriptLimits;
  const { clock, random } = services;

  const bindingsOf = ({ exchange, next, http, log }: ScriptRun, maps: readonly DataMap[]): Map<string, GroovyValue> => {
    const [attributes, session] = maps.map(({ value }) => value);
    const data: ContextsData = {
      exchange,
      attributes: attributes ?? null,
      session: session ?? null,
      certificateObject,
    };
    const bindings = new Map<string, GroovyValue>([
      ["request", requestType.wrap(exchange)],
      ["context", contextType.wrap(data)],
      ["contexts", contextsMap(data)],
      ["attributes", data.attributes],
      ["session", data.session],
      ["http", clientType.wrap(http)],
      ["logger", loggerObject(log)],
      ["globals", globals],
    ]);
    if (next !== null) bindings.set("next", handlerType.wrap(forwarding(next, maps)));
    for (const [key, value] of variables) bindings.set(key, fromJson(value));
    return bindings;
  };

  return (source) => {
    const script = compileGroovy(source, {
      file: name,
      classes,
      automaticImports,
      variables: new Set(variables.keys()),
    });
    const needs = entityNeeds(source);
    return {
      readsRequest: needs.request,
      readsResponse: needs.response,
      run: async (run) => {
        const { exchange } = run;
        const maps = [dataMap(() => exchange.attributes), dataMap(() => exchange.session)];
        const limits = { steps, memory, milliseconds, depth };
        const value = await script
          .run(bindingsOf(run, maps), {
            clock,
            random,
            print: (text) => run.log("info", text),
            limits,
          })
          .catch((problem: unknown) => {
            throw failure(problem, true);
          });
        const answer = await (promiseOf(value) ?? Promise.resolve(value)).catch((problem: unknown) => {
          throw failure(problem, false);
        });
        for (const map of maps) map.keep();
        return checked(answer);
      },
    };
  };
}

/** What later handlers left in the maps is there for the script's callbacks. */
function forwarding(next: NonNullable<ScriptRun["next"]>, maps: readonly DataMap[]): typeof next {
  return (request) => {
    for (const map of maps) map.refresh();
    return next(request).then((response) => {
      for (const map of maps) map.refresh();
      return response;
    });
  };
}

function checked(answer: GroovyValue): ScriptResponse {
  const response = responseType.unwrap(answer);
  if (response !== undefined) return response;
  const kind = answer === null ? "null" : "something else";
  const message = `the script answered ${kind}, and not a Response or a promise of one`;
  throw new ScriptFailure(message, { thrown: false });
}

/** Errors of the handlers behind the script stay what they are. */
function failure(problem: unknown, thrown: boolean): unknown {
  const found = groovyFailure(problem);
  if (found !== undefined) {
    const message = found.message === null ? found.className : `${found.className}: ${found.message}`;
    return new ScriptFailure(message, { line: found.line, thrown, cause: problem });
  }
  if (!(problem instanceof SallyportError) || !problem.code.startsWith("script.")) return problem;
  return new ScriptFailure(problem.detail ?? problem.message, { thrown, cause: problem });
}
