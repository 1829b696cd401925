import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { describeError, SallyportError } from "../../../core/errors.ts";
import type { Json, JsonObject } from "../../../core/json.ts";
import { checkGatewayScript } from "../../../script/index.ts";
import { certificateReader } from "../certificate.ts";
import type { ScriptSurroundings } from "../groovy/program.ts";
import { scriptLimits } from "../limits.ts";
import { entityTextOf, reasonOf, ScriptRefusal, type ScriptRequest, type ScriptResponse } from "../message.ts";
import { entityNeeds } from "../needs-entity.ts";
import { ScriptFailure, type ScriptProgram, type ScriptRun } from "../program.ts";
import { contextsInput, requestInput } from "./input.ts";
import { appliedRequest, appliedResponse, requestSchema, responseSchema } from "./output.ts";

const values = z.record(
  z.string(),
  z.custom<Json>((value) => value !== undefined),
);
const nextCall = z.strictObject({ request: requestSchema, attributes: values, session: values });
const logs = z.array(
  z.strictObject({ level: z.enum(["trace", "debug", "info", "warn", "error"]), message: z.string() }),
);
const around = { attributes: values, session: values, globals: values, logs };
const answerSchema = z.union([
  z.strictObject({ ...around, response: responseSchema }),
  z.strictObject({ ...around, forward: nextCall }),
  z.strictObject({
    ...around,
    failure: z.strictObject({
      code: z.string(),
      message: z.string(),
      line: z.number().optional(),
      column: z.number().optional(),
    }),
    forwarded: nextCall.nullable(),
  }),
]);

/** Reasons by status, from which the sandbox makes the constants of `Status`. */
const reasons: JsonObject = Object.fromEntries(
  Object.entries(STATUS_CODES)
    .map(([code, reason = ""]) => [code, reason])
    .filter(([code]) => Number(code) >= 200),
);

/** Makes programs of JavaScript sources, which run in the sandbox; what they keep in `globals` is JSON. */
export function javascriptCompiler(surroundings: ScriptSurroundings): (source: string) => ScriptProgram {
  const { name, variables, services } = surroundings;
  const globals = new Map<string, Json>();
  const details = certificateReader();

  const start = (source: string, run: ScriptRun) => {
    const { exchange, next } = run;
    const responses: ScriptResponse[] = [];
    const keep = (response: ScriptResponse): JsonObject => {
      responses.push(response);
      return { id: responses.length - 1, ...shown(response) };
    };
    const forward = async (call: z.output<typeof nextCall>): Promise<ScriptResponse> => {
      if (next === null) throw new ScriptRefusal("a handler has no next");
      replace(exchange.attributes, call.attributes);
      replace(exchange.session, call.session);
      return next(appliedRequest(exchange, call.request));
    };
    const methods = new Map<string, (args: readonly Json[]) => Promise<Json>>([
      [
        "next",
        async ([call]) => {
          const response = keep(await forward(nextCall.parse(call)));
          return { response, attributes: dataOf(exchange.attributes), session: dataOf(exchange.session) };
        },
      ],
      [
        "http",
        async ([request]) => {
          const response = await run.http(appliedRequest(null, requestSchema.parse(request)));
          return { ...shown(response), id: null, body: entityTextOf(response) ?? "" };
        },
      ],
      ["entity", async ([which]) => entityTextOf(messageOf(which, exchange, responses)) ?? ""],
    ]);
    const input: JsonObject = {
      request: requestInput(exchange),
      contexts: contextsInput(exchange, details),
      attributes: dataOf(exchange.attributes),
      session: dataOf(exchange.session),
      globals: dataOf(globals),
      variables: dataOf(variables),
      reasons,
      hasNext: next !== null,
      again: run.again,
    };
    return { answer: services.javascript().run({ id: name, source }, input, methods), forward, responses };
  };

  const finish = async (source: string, run: ScriptRun): Promise<ScriptResponse> => {
    const { answer, forward, responses } = start(source, run);
    const said = answerSchema.parse(await answer);
    const { exchange } = run;
    for (const { level, message } of said.logs) run.log(level, message);
    replace(exchange.attributes, said.attributes);
    replace(exchange.session, said.session);
    keepGlobals(globals, said.globals);
    if ("forward" in said) return forward(said.forward);
    if ("response" in said) return appliedResponse(said.response, responses);
    const { code, message, line } = said.failure;
    // The call was made; only its asking was left to the host.
    if (said.forwarded !== null) forward(said.forwarded).catch(() => undefined);
    throw new ScriptFailure(message, { line, thrown: code !== "invalid-result" });
  };

  return (source) => {
    checkGatewayScript(name, source);
    const needs = entityNeeds(source);
    return {
      readsRequest: needs.request,
      readsResponse: needs.response,
      run: (run) =>
        finish(source, run).catch((problem: unknown) => {
          if (problem instanceof ScriptRefusal || problem instanceof RangeError || problem instanceof z.ZodError) {
            throw new ScriptFailure(describeError(problem), { thrown: true, cause: problem });
          }
          if (!(problem instanceof SallyportError) || !ownFault(problem)) throw problem;
          throw new ScriptFailure(problem.detail ?? problem.message, { thrown: true, cause: problem });
        }),
    };
  };
}

/** Whether an error of the sandbox is one of the script: being busy is not. */
function ownFault({ code }: SallyportError): boolean {
  return code.startsWith("script.") && code !== "script.busy" && code !== "script.engine-failed";
}

function shown({ status, headers }: ScriptResponse): JsonObject {
  return {
    status,
    reason: reasonOf(status),
    headers: headers.names().flatMap((name) => headers.all(name).map((value) => [name, value])),
  };
}

function messageOf(which: Json | undefined, exchange: ScriptRequest, responses: readonly ScriptResponse[]) {
  const message = which === "request" ? exchange : responses[Number(which)];
  if (message === undefined) throw new ScriptRefusal("there is no such message");
  return message;
}

function dataOf(map: ReadonlyMap<string, Json>): JsonObject {
  return Object.fromEntries(map);
}

function replace(map: Map<string, Json>, entries: Readonly<Record<string, Json>>): void {
  map.clear();
  for (const [key, value] of Object.entries(entries)) map.set(key, value);
}

function keepGlobals(globals: Map<string, Json>, entries: Readonly<Record<string, Json>>): void {
  const all = Object.entries(entries);
  if (all.length > scriptLimits.globals)
    throw new ScriptRefusal(`globals hold at most ${scriptLimits.globals} entries`);
  replace(globals, entries);
}
