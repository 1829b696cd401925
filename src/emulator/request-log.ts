import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { EmulatorApp } from "./app.ts";
import type { FaultyService } from "./faults/fault.ts";
import type { Recorder, RequestOutcome } from "./recorder.ts";

interface Pending {
  readonly startedAt: number;
  note(outcome: RequestOutcome): void;
}

export interface RequestLog {
  /** Records every request to a server's emulated services (not those below `/_emulator`), one log line for each. */
  record(app: EmulatorApp): void;
  noteFault(request: FastifyRequest, service: FaultyService): void;
}

export function createRequestLog(recorder: Recorder, clock: Clock, log: Logger): RequestLog {
  const pending = new WeakMap<object, Pending>();
  const arrived = async (request: FastifyRequest): Promise<void> => {
    if (request.url.startsWith("/_emulator/")) return;
    pending.set(request.raw, { startedAt: clock.elapsed(), note: recorder.begin(request.method, request.url) });
  };
  const answered = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const begun = pending.get(request.raw);
    if (begun === undefined) return;
    const status = reply.raw.writableFinished ? reply.statusCode : null;
    begun.note({ status });
    const milliseconds = Math.round(clock.elapsed() - begun.startedAt);
    log.debug({ method: request.method, route: request.routeOptions.url, status, milliseconds }, "request");
  };
  return {
    record(app) {
      app.addHook("onRequest", arrived);
      app.addHook("onResponse", answered);
    },
    noteFault(request, service) {
      pending.get(request.raw)?.note({ fault: service });
    },
  };
}
