import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import type { Json } from "../../core/json.ts";
import type { EmulatorApp } from "../app.ts";
import { alterBody, cut } from "../faults/alter.ts";
import type { Alteration, Fault } from "../faults/fault.ts";
import { type FaultContext, faultAnswer, injectFaults } from "../faults/inject.ts";
import type { GraphAnswer } from "./answer.ts";
import { answerGraph, type Graph, type GraphRequest } from "./answer-graph.ts";
import { answerBatch, type MemberAnswerer } from "./batch/answer-batch.ts";

/** Graph over HTTP. */
export function graphEndpoint(scope: EmulatorApp, graph: Graph, context: FaultContext): void {
  const injected = injectFaults(scope, "graph", context);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "string" }, async (_request: unknown, body: unknown) => body);
  for (const version of ["v1.0", "beta"]) {
    scope.all(`/${version}/*`, async (request, reply) => {
      const answer = await (isBatch(request, version)
        ? answerBatch(graph, { ...graphRequest(request), body: textOf(request.body) }, version, memberFaults(context))
        : answerGraph(graph, graphRequest(request)));
      // A stream makes the answer chunked, as Graph's are.
      const payload = Readable.from([bytesOf(answer, injected.alterationOf(request))]);
      return reply.code(answer.status).headers(answer.headers).send(payload);
    });
  }
}

function bytesOf(answer: GraphAnswer, alteration: Alteration | undefined): Buffer {
  if (alteration === undefined || answer.status >= 300) {
    return answer.written ?? Buffer.from(JSON.stringify(answer.body));
  }
  const text = JSON.stringify(alterBody(alteration, answer.body));
  return Buffer.from(alteration === "truncate" ? cut(text) : text);
}

function isBatch(request: FastifyRequest, version: string): boolean {
  return request.method === "POST" && request.url.replace(/\?.*$/s, "").toLowerCase() === `/${version}/$batch`;
}

function textOf(body: unknown): string | undefined {
  return typeof body === "string" ? body : undefined;
}

function graphRequest(request: FastifyRequest): GraphRequest {
  const clientRequestId = request.headers["client-request-id"];
  return {
    method: request.method,
    url: request.raw.url ?? "/",
    authorization: request.headers.authorization,
    clientRequestId: typeof clientRequestId === "string" ? clientRequestId : undefined,
  };
}

/** A member of a batch meets the faults that its address would meet on its own, as far as they are answers. */
function memberFaults(context: FaultContext): MemberAnswerer {
  return async (request, answer) => {
    const path = request.url.replace(/\?.*$/s, "");
    const fault = context.faults.take({ service: "graph", method: request.method, path });
    if (fault === undefined) return answer();
    return injectedAnswer(fault, context) ?? alteredAnswer(fault, await answer());
  };
}

function injectedAnswer(fault: Fault, context: FaultContext): GraphAnswer | undefined {
  const injected = faultAnswer("graph", fault, context);
  return injected === undefined ? undefined : { ...injected, body: parsed(injected.text) };
}

function alteredAnswer(fault: Fault, answer: GraphAnswer): GraphAnswer {
  if (!("alter" in fault) || answer.status >= 300) return answer;
  return { ...answer, body: alterBody(fault.alter, answer.body) };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return text;
    throw cause;
  }
}
