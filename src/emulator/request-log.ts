import type { FastifyRequest } from "fastify";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { EmulatorApp } from "./app.ts";
import type { FaultyService } from "./faults/fault.ts";
import type { Recorder, RequestOutcome } from "./recorder.ts";

interface Pending {
  readonly startedAt: number;
  note(outcome: RequestOutcome): void;
}

/** Records every request to the emulated services (not those to the control API) and logs one line for each. */
export function recordRequests(app: EmulatorApp, recorder: Recorder, clock: Clock, log: Logger) {
  const pending = new WeakMap<object, Pending>();

  app.addHook("onRequest", async (request) => {
    if (request.url.startsWith("/_emulator/")) return;
    pending.set(request.raw, { startedAt: clock.elapsed(), note: recorder.begin(request.method, request.url) });
  });
  app.addHook("onResponse", async (request, reply) => {
    const begun = pending.get(request.raw);
    if (begun === undefined) return;
    const status = reply.raw.writableFinished ? reply.statusCode : null;
    begun.note({ status });
    const milliseconds = Math.round(clock.elapsed() - begun.startedAt);
    log.debug({ method: request.method, route: request.routeOptions.url, status, milliseconds }, "request");
  });
  return {
    noteFault(request: FastifyRequest, service: FaultyService): void {
      pending.get(request.raw)?.note({ fault: service });
    },
  };
}
