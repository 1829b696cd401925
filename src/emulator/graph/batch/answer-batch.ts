import type { JsonObject } from "../../../core/json.ts";
import { type GraphAnswer, problemAnswer, requestIds } from "../answer.ts";
import { answerGraph, answerWith, type Graph, type GraphRequest } from "../answer-graph.ts";
import { authenticate } from "../authorise.ts";
import { graphProblems } from "../refusal.ts";
import { readBatch, requestOf } from "./batch-request.ts";

/** An answer in place of the real one, or a change to it: how faults reach the members of a batch. */
export type MemberAnswerer = (request: GraphRequest, answer: () => Promise<GraphAnswer>) => Promise<GraphAnswer>;

/**
 * `POST /$batch`: 200 with one answer for each member, each counted and refused on its own.
 *
 * @param version the version that the batch was sent to; it goes for every member
 */
export function answerBatch(
  graph: Graph,
  request: GraphRequest & { readonly body: string | undefined },
  version: string,
  answerMember: MemberAnswerer,
): Promise<GraphAnswer> {
  return answerWith(graph, request, async () => {
    authenticate(request.authorization, graph.key, graph.origin(), graph.clock);
    const failed = new Set<string>();
    const responses: JsonObject[] = [];
    for (const member of readBatch(request.body)) {
      const memberRequest = requestOf(member, version, request.authorization);
      const mayRun = !member.dependsOn.some((id) => failed.has(id.toLowerCase()));
      const answer = mayRun
        ? await answerMember(memberRequest, () => answerGraph(graph, memberRequest))
        : problemAnswer(
            graphProblems.dependencyFailed(),
            requestIds(graph.random, memberRequest.clientRequestId),
            graph.clock,
          );
      if (answer.status >= 400) failed.add(member.id.toLowerCase());
      responses.push({ id: member.id, status: answer.status, headers: shownHeaders(answer), body: answer.body });
    }
    // Answers come in any order: in reverse, so that nobody relies on another one.
    return { responses: responses.reverse() };
  });
}

const shown: Readonly<Record<string, string>> = {
  "content-type": "Content-Type",
  "odata-version": "OData-Version",
  "retry-after": "Retry-After",
  "www-authenticate": "WWW-Authenticate",
};

function shownHeaders({ headers }: GraphAnswer): JsonObject {
  const pairs = Object.entries(headers).flatMap(([name, value]) => {
    const title = shown[name];
    return title === undefined ? [] : [[title, value] as const];
  });
  return Object.fromEntries(pairs);
}
