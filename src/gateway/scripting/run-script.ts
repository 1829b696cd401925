import { describeError, SallyportError } from "../../core/errors.ts";
import { gatewayErrors } from "../errors.ts";
import type { Services } from "../heap/model.ts";
import { bufferRequest, bufferResponse } from "../http/entity.ts";
import type { Exchange, GatewayResponse, Handler } from "../http/exchange.ts";
import { abandon } from "../objects/handlers/own-answers.ts";
import { httpCalls } from "./http-calls.ts";
import { scriptLimits } from "./limits.ts";
import { type ScriptRequest, type ScriptResponse, scriptResponse } from "./message.ts";
import { ScriptFailure, type ScriptProgram, type ScriptRun } from "./program.ts";
import { scriptLog } from "./script-log.ts";

/** A script in its place: between a request and the handlers behind it. */
export interface PlacedScript {
  /** The file's name, or the heap object's. */
  readonly name: string;
  /** The program now; another one after its file has changed. */
  readonly program: () => ScriptProgram;
  readonly clientHandler: Handler | null;
  readonly services: Services;
}

/**
 * Runs a script for one request. Its result rules are PingGateway's: a response or a promise of one; anything else, and
 * every exception, is a script error, 500. Two things differ unless `compatibility.scriptErrors` is on: a second
 * `next.handle` gives the first one's promise, and when a script throws after it has called `next.handle`, the response of
 * that call is the answer, because the application has processed the request.
 *
 * @param next null for a handler
 * @throws {gateway.script-failed} and what the handlers behind it throw
 */
export async function runScript(script: PlacedScript, exchange: Exchange, next: Handler | null) {
  const { services, name } = script;
  const program = script.program();
  const { scriptErrors, scriptIdentity } = services.compatibility;
  if (program.readsRequest || scriptErrors) await bufferRequest(exchange, scriptLimits.entityBytes);
  if (scriptIdentity) exchange.vouched ??= new Set();
  const forwarding = next === null ? null : forward(exchange, next, program.readsResponse, scriptErrors);
  const run: ScriptRun = {
    exchange,
    next: forwarding?.send ?? null,
    again: scriptErrors,
    http: httpCalls(exchange, script.clientHandler, services),
    log: scriptLog(services.log, name),
  };
  try {
    const answer = await program.run(run);
    forwarding?.dropAllBut(answer);
    return answered(answer);
  } catch (problem) {
    const why = describeError(problem);
    if (problem instanceof SallyportError) throw problem;
    if (!(problem instanceof ScriptFailure)) throw failed(name, why, problem);
    const fields = { script: name, line: problem.line, why, route: exchange.route };
    const first = forwarding?.first();
    if (first === undefined || scriptErrors || !problem.thrown) {
      // PingGateway's calls run on; here the end of a request ends what works for it, so they are waited for.
      if (scriptErrors) await forwarding?.settled();
      throw failed(name, `${why}${at(problem)}`, problem);
    }
    services.log.error(fields, "a script failed after next.handle: its response is the answer");
    const response = await first;
    forwarding?.dropAllBut(response);
    return answered(response);
  }
}

interface Forwarding {
  readonly send: (request: ScriptRequest) => Promise<ScriptResponse>;
  /** The response of the first call; undefined when there was none. */
  first(): Promise<ScriptResponse> | undefined;
  /** When all calls have been answered or have failed. */
  settled(): Promise<unknown>;
  /** Frees the connections of responses that are not the answer. */
  dropAllBut(answer: ScriptResponse): void;
}

function forward(exchange: Exchange, next: Handler, buffered: boolean, again: boolean): Forwarding {
  const calls: Promise<ScriptResponse>[] = [];
  const call = async (request: ScriptRequest): Promise<ScriptResponse> => {
    takePlace(request, exchange);
    const response = await next(exchange);
    return scriptResponse(buffered ? await bufferResponse(response, scriptLimits.entityBytes) : response);
  };
  return {
    send: (request) => {
      const [first] = calls;
      if (first !== undefined && !again) return first;
      const response = call(request);
      // Whether anybody waits for it is the script's decision.
      response.catch(() => undefined);
      calls.push(response);
      return response;
    },
    first: () => calls[0],
    settled: () => Promise.allSettled(calls),
    dropAllBut: (answer) => {
      for (const response of calls) {
        response.then(
          (found) => {
            if (found.body === answer.body) return;
            abandon(found);
            found.given?.tunnel?.abandon();
          },
          () => undefined,
        );
      }
    },
  };
}

/** A request that the script made goes on instead of the client's; who the client is stays as it was. */
function takePlace(request: ScriptRequest, exchange: Exchange): void {
  if (request === exchange) return;
  exchange.method = request.method;
  exchange.target = request.target;
  exchange.upstream = request.upstream ?? exchange.upstream;
  exchange.body = request.body;
  const host = exchange.headers.first("host");
  exchange.headers.removeWhere(() => true);
  for (const name of request.headers.names()) {
    for (const value of request.headers.all(name)) exchange.headers.append(name, value);
  }
  if (host !== undefined) exchange.headers.set("Host", host);
}

function answered({ status, headers, body, given }: ScriptResponse): GatewayResponse {
  return { ...given, status, headers, body };
}

function failed(name: string, why: string, cause: unknown): SallyportError {
  return gatewayErrors.error("gateway.script-failed", { detail: `${name}: ${why}`, cause });
}

function at({ line }: ScriptFailure): string {
  return line === undefined ? "" : ` (line ${line})`;
}
