import { describeError, SallyportError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { EmulatorApp } from "./app.ts";
import { emulatorErrors } from "./errors.ts";

/** The one place that answers for the emulator itself: unknown paths, unreadable requests, the control API's errors. */
export function answerErrors(app: EmulatorApp, log: Logger): void {
  app.setNotFoundHandler((request) => {
    const what = `${request.method} ${request.url.replace(/\?.*$/s, "").slice(0, 200)}`;
    throw emulatorErrors.error("emulator.not-implemented", {
      message: `The Sallyport emulator does not implement ${what}.`,
    });
  });
  app.setErrorHandler((thrown: unknown, _request, reply) => {
    const error = asEmulatorError(thrown);
    if (error.kind === "unexpected") log.error({ error: describeError(thrown) }, "emulator failed");
    return reply.code(error.status).send({ error: { code: error.code, message: error.message } });
  });
}

function asEmulatorError(thrown: unknown): SallyportError {
  if (thrown instanceof SallyportError) return thrown;
  const status = thrown instanceof Error && "statusCode" in thrown ? thrown.statusCode : undefined;
  if (thrown instanceof Error && typeof status === "number" && status >= 400 && status < 500) {
    // What fastify refuses before a route sees it (size, media type, syntax) keeps its status.
    const spec = { ...emulatorErrors.specs["emulator.request-unreadable"], status };
    return new SallyportError("emulator.request-unreadable", spec, { message: thrown.message, cause: thrown });
  }
  return emulatorErrors.error("emulator.internal", { cause: thrown });
}
