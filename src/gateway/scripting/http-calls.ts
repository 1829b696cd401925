import { describeError, SallyportError } from "../../core/errors.ts";
import { gatewayErrors } from "../errors.ts";
import type { Services } from "../heap/model.ts";
import { endingOf } from "../http/ending.ts";
import { bufferResponse } from "../http/entity.ts";
import type { Exchange, Handler } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import { isFraming } from "./header-rules.ts";
import { scriptLimits } from "./limits.ts";
import { newResponse, type ScriptRequest, type ScriptResponse, scriptResponse } from "./message.ts";

/**
 * `http.send` of one run: through the script's client handler, with a deadline, a few calls at most, and with the answer read
 * as a whole. Scripts are configuration, so they may call any host; the egress rule holds for their requests as well.
 */
export function httpCalls(exchange: Exchange, handler: Handler | null, services: Services) {
  let calls = 0;
  return async (request: ScriptRequest): Promise<ScriptResponse> => {
    calls += 1;
    if (handler === null) throw failed("there is no ClientHandler for http.send");
    if (calls > scriptLimits.httpCalls)
      throw failed(`more than ${scriptLimits.httpCalls} calls of http.send in one run`);
    if (request.upstream === null) throw failed("a request for http.send needs an absolute address");
    services.log.debug({ route: exchange.route, host: new URL(request.upstream).host }, "a script calls");
    try {
      const response = await handler(exchangeFor(request, exchange));
      return scriptResponse(await bufferResponse(response, scriptLimits.entityBytes));
    } catch (problem) {
      // As in PingGateway a service that does not answer is an answer of its own.
      if (!(problem instanceof SallyportError) || problem.status < 500) throw problem;
      services.log.warn({ route: exchange.route, why: describeError(problem) }, "a call of a script failed");
      return newResponse(502);
    }
  };
}

/** A request of the script's own: it shares with that of the client who sent it, and when it ends. */
function exchangeFor(request: ScriptRequest, exchange: Exchange): Exchange {
  const fields = request.headers.names().filter((name) => !isFraming(name));
  const raw = fields.flatMap((name) => request.headers.all(name).flatMap((value) => [name, value]));
  const { transactionId, version, client, externalOrigin, route } = exchange;
  const { method, target, body, upstream } = request;
  return {
    ...{ transactionId, version, client, externalOrigin, route },
    ...{ method, target, original: target, headers: headersFrom(raw), body, upstream },
    ending: endingOf(AbortSignal.any([exchange.ending.signal(), AbortSignal.timeout(scriptLimits.httpMilliseconds)])),
    attributes: new Map(),
    contexts: new Map(),
    session: new Map(),
    mapping: { prefix: "", path: "" },
  };
}

function failed(detail: string): Error {
  return gatewayErrors.error("gateway.script-failed", { detail });
}
