import { errorCodes, type FastifyInstance } from "fastify";

/**
 * Cuts off a handler that takes longer than `milliseconds`, with 503. fastify's own `handlerTimeout` does the same, but makes
 * and aborts an AbortController for every request: nobody here listens to it, and it costs as much as reading an assertion.
 */
export function boundHandlers(app: FastifyInstance, milliseconds: number): void {
  app.addHook("onRequest", (request, reply, done) => {
    const cutOff = (): void => {
      if (reply.sent) return;
      const error = new errorCodes.FST_ERR_HANDLER_TIMEOUT(milliseconds, request.routeOptions.url);
      // Half an answer cannot be taken back.
      if (reply.raw.headersSent) reply.raw.destroy(error);
      else reply.send(error);
    };
    const timer = setTimeout(cutOff, milliseconds);
    // Also when the client has gone before its answer.
    reply.raw.once("close", () => clearTimeout(timer));
    done();
  });
}
