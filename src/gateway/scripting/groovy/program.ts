import { SallyportError } from "../../../core/errors.ts";
import {
  compileGroovy,
  type GroovyValue,
  groovyFailure,
  type HostClass,
  promiseOf,
} from "../../../script/groovy/index.ts";
import type { Services } from "../../heap/model.ts";
import { scriptLimits } from "../limits.ts";
import type { ScriptResponse } from "../message.ts";
import { entityNeeds } from "../needs-entity.ts";
import { ScriptFailure, type ScriptProgram, type ScriptVariables } from "../program.ts";
import { bindingsMaker } from "./bindings.ts";
import { certificateObjects, certificateType } from "./certificate.ts";
import { certificateFactoryType, inputStreamType } from "./certificate-factory.ts";
import { contextClasses } from "./contexts.ts";
import { globalsMap, runMaps } from "./data-map.ts";
import { entityType } from "./entity.ts";
import { cookieType, formType } from "./form.ts";
import { headersType, headerType } from "./headers.ts";
import { requestType, responseType } from "./messages.ts";
import { clientType, handlerType } from "./services.ts";
import { statusType } from "./status.ts";
import { uriType } from "./uri.ts";

/** Classes of PingGateway that a script may name. */
const classes: ReadonlyMap<string, HostClass> = new Map(
  [
    certificateFactoryType,
    certificateType,
    clientType,
    cookieType,
    entityType,
    formType,
    handlerType,
    headersType,
    headerType,
    inputStreamType,
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
  const { clock, random } = services;
  const { steps, memory, milliseconds, depth } = scriptLimits;
  const limits = { steps, memory, milliseconds, depth };
  const bindingsOf = bindingsMaker({
    variables,
    globals: globalsMap(scriptLimits.globals),
    certificateObject: certificateObjects(),
  });

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
        const maps = runMaps(run.exchange);
        const print = (text: string): void => run.log("info", text);
        const value = await outcome(script.run(bindingsOf(run, maps), { clock, random, print, limits }), true);
        const promised = promiseOf(value);
        const answer = promised === undefined ? value : await outcome(promised, false);
        maps.keep();
        return checked(answer);
      },
    };
  };
}

/** @param thrown whether a failure is the script's own, and not that of the promise which it answered */
async function outcome(promise: Promise<GroovyValue>, thrown: boolean): Promise<GroovyValue> {
  try {
    return await promise;
  } catch (problem) {
    throw failure(problem, thrown);
  }
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
    const said = found.message?.slice(0, scriptLimits.logCharacters) ?? null;
    const message = said === null ? found.className : `${found.className}: ${said}`;
    return new ScriptFailure(message, { line: found.line, thrown, cause: problem });
  }
  if (!(problem instanceof SallyportError) || !problem.code.startsWith("script.")) return problem;
  return new ScriptFailure(problem.detail ?? problem.message, { thrown, cause: problem });
}
