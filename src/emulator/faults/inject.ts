import { setTimeout as delay } from "node:timers/promises";
import type { FastifyRequest } from "fastify";
import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import type { EmulatorApp } from "../app.ts";
import { defaultFaultBody, type FaultBody, outagePage } from "./default-body.ts";
import type { Alteration, Fault, FaultyService } from "./fault.ts";
import type { FaultSwitch } from "./fault-switch.ts";

/** Marks an injected answer, so that nobody takes it for the emulator's own opinion. */
const faultHeader = "sallyport-emulator-fault";

export interface FaultContext {
  readonly faults: FaultSwitch;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of each request that meets a fault. */
  noteFault(request: FastifyRequest, service: FaultyService): void;
}

/** What an injected fault leaves for the route to do. */
export interface Injected {
  alterationOf(request: FastifyRequest): Alteration | undefined;
}

/** Puts the fault switch in front of every route of a scope. */
export function injectFaults(scope: EmulatorApp, service: FaultyService, context: FaultContext): Injected {
  const pending = new WeakMap<object, Alteration>();
  scope.addHook("onRequest", async (request, reply) => {
    const path = request.url.replace(/\?.*$/s, "");
    const fault = context.faults.take({ service, method: request.method, path });
    if (fault === undefined) return undefined;
    context.noteFault(request, service);
    reply.header(faultHeader, service);
    if (fault.latencyMs !== undefined) await delay(fault.latencyMs, undefined, { ref: false });
    if ("alter" in fault) pending.set(request.raw, fault.alter);
    if ("hang" in fault || "reset" in fault) {
      reply.hijack();
      // A hanging request ends with the client's patience or with the server's connection timeout.
      if ("reset" in fault) request.raw.socket.destroy();
      return reply;
    }
    const answer = faultAnswer(service, fault, context);
    if (answer === undefined) return undefined;
    reply.code(answer.status).headers(answer.headers);
    // Bytes, because fastify would add a charset to the content type of a text.
    return reply.send(Buffer.from(answer.text));
  });
  return { alterationOf: (request) => pending.get(request.raw) };
}

/** The answer that a fault gives in place of the service; `undefined` when the service shall answer. */
export function faultAnswer(
  service: FaultyService,
  fault: Fault,
  context: Pick<FaultContext, "clock" | "random">,
): (FaultBody & { readonly status: number }) | undefined {
  if ("aadsts" in fault) return defaultFaultBody.ofEntra(fault.aadsts, context);
  if (!("status" in fault)) return undefined;
  const { status, retryAfter, contentType } = fault;
  const { headers, text } = faultBody(service, status, fault.body, context);
  return {
    status,
    headers: {
      ...headers,
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      ...(contentType === undefined ? {} : { "content-type": contentType }),
    },
    text,
  };
}

function faultBody(
  service: FaultyService,
  status: number,
  body: unknown,
  context: Pick<FaultContext, "clock" | "random">,
): FaultBody {
  if (typeof body === "string") return { headers: { "content-type": "text/plain; charset=utf-8" }, text: body };
  if (body !== undefined) {
    return { headers: { "content-type": "application/json; charset=utf-8" }, text: JSON.stringify(body) };
  }
  if (status >= 502) return outagePage(status);
  return service === "graph" ? defaultFaultBody.ofGraph(status, context) : defaultFaultBody.ofToken(status, context);
}
