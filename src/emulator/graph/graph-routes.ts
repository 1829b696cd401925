import { Readable } from "node:stream";
import type { EmulatorApp } from "../app.ts";
import { type FaultContext, injectFaults } from "../faults/inject.ts";
import { answerGraph, type Graph } from "./answer-graph.ts";

/** Graph over HTTP. */
export function graphRoutes(scope: EmulatorApp, graph: Graph, faults: FaultContext): void {
  injectFaults(scope, "graph", faults);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "string" }, async (_request: unknown, body: unknown) => body);
  for (const version of ["/v1.0", "/beta"]) {
    scope.all(`${version}/*`, (request, reply) => {
      const clientRequestId = request.headers["client-request-id"];
      const { status, headers, body } = answerGraph(graph, {
        method: request.method,
        url: request.raw.url ?? "/",
        authorization: request.headers.authorization,
        clientRequestId: typeof clientRequestId === "string" ? clientRequestId : undefined,
      });
      // A stream makes the answer chunked, as Graph's are.
      return reply
        .code(status)
        .headers(headers)
        .send(Readable.from([JSON.stringify(body)]));
    });
  }
}
