import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import type { EmulatorApp } from "../app.ts";
import { defaultFaultBody } from "./default-body.ts";
import type { AnswerFault, FaultSwitch, FaultyService } from "./fault.ts";

/** Marks an injected answer, so that nobody takes it for the emulator's own opinion. */
const faultHeader = "sallyport-emulator-fault";

export interface FaultContext {
  readonly faults: FaultSwitch;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of each request that meets a fault. */
  noteFault(request: FastifyRequest, service: FaultyService): void;
}

/** Puts the fault switch in front of every route of a scope. */
export function injectFaults(scope: EmulatorApp, service: FaultyService, context: FaultContext): void {
  scope.addHook("onRequest", async (request, reply) => {
    const fault = context.faults.take(service);
    if (fault === undefined) return undefined;
    context.noteFault(request, service);
    if ("status" in fault) return answer(reply, service, fault, context);
    reply.hijack();
    // A hanging request ends with the client's patience or with the server's connection timeout.
    if ("reset" in fault) request.raw.socket.destroy();
    return reply;
  });
}

function answer(reply: FastifyReply, service: FaultyService, fault: AnswerFault, context: FaultContext): FastifyReply {
  const { headers, text } = faultBody(service, fault, context);
  reply.code(fault.status).headers({ ...headers, [faultHeader]: service });
  if (fault.retryAfter !== undefined) reply.header("retry-after", String(fault.retryAfter));
  if (fault.contentType !== undefined) reply.header("content-type", fault.contentType);
  // Bytes, because fastify would add a charset to the content type of a text.
  return reply.send(Buffer.from(text));
}

function faultBody(service: FaultyService, fault: AnswerFault, { clock, random }: FaultContext) {
  if (fault.body === undefined) return defaultFaultBody(service, fault.status, clock, random);
  if (typeof fault.body === "string")
    return { headers: { "content-type": "text/plain; charset=utf-8" }, text: fault.body };
  return { headers: { "content-type": "application/json; charset=utf-8" }, text: JSON.stringify(fault.body) };
}
