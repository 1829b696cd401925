import { z } from "zod";
import type { GraphRequest } from "../answer-graph.ts";
import { GraphRefusal, graphProblems } from "../refusal.ts";

/** The body of `POST /$batch`, checked. @see https://learn.microsoft.com/graph/json-batching */

const largestBatch = 20;

const memberSchema = z.object({
  id: z.string().min(1).max(128),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  url: z.string().min(1).max(4096),
  headers: z.record(z.string().max(128), z.string().max(16_384)).default({}),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string().max(128)).max(largestBatch).default([]),
});

const batchSchema = z.object({ requests: z.array(memberSchema).min(1) });

export type BatchMember = z.output<typeof memberSchema>;

/** @throws GraphRefusal 400 for everything that makes the batch as a whole malformed */
export function readBatch(body: string | undefined): readonly BatchMember[] {
  const parsed = batchSchema.safeParse(parseJson(body));
  if (!parsed.success) throw refusal(`Invalid batch payload format: ${z.prettifyError(parsed.error)}`);
  const { requests } = parsed.data;
  if (requests.length > largestBatch)
    throw refusal(`Number of batch request steps exceeds the maximum value of ${largestBatch}.`);
  const ids = new Set(requests.map(({ id }) => id.toLowerCase()));
  if (ids.size < requests.length) throw refusal("Request Id has to be unique in a batch.");
  for (const { id, url, dependsOn } of requests) {
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(url)) throw refusal(`The URL of the request '${id}' must be relative.`);
    if (dependsOn.some((other) => !ids.has(other.toLowerCase()))) {
      throw refusal(`The request '${id}' depends on one that the batch does not have.`);
    }
  }
  return inOrder(requests);
}

/** The request that a member stands for. It has the batch's version and token unless it brings a token of its own. */
export function requestOf(member: BatchMember, version: string, authorization: string | undefined): GraphRequest {
  const headers = new Map(Object.entries(member.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    method: member.method,
    url: `/${version}/${member.url.replace(/^\//, "")}`,
    authorization: headers.get("authorization") ?? authorization,
    clientRequestId: headers.get("client-request-id"),
  };
}

/** Every member behind those it depends on. @throws GraphRefusal 400 when they depend on each other in a circle */
function inOrder(members: readonly BatchMember[]): readonly BatchMember[] {
  const waiting = [...members];
  const ordered: BatchMember[] = [];
  const done = new Set<string>();
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ dependsOn }) => dependsOn.every((id) => done.has(id.toLowerCase())));
    const [member] = next === -1 ? [] : waiting.splice(next, 1);
    if (member === undefined) throw refusal("The requests of the batch depend on each other in a circle.");
    ordered.push(member);
    done.add(member.id.toLowerCase());
  }
  return ordered;
}

function parseJson(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? "");
  } catch (cause) {
    if (cause instanceof SyntaxError) throw refusal("Invalid batch payload format: the body is not JSON.");
    throw cause;
  }
}

function refusal(text: string): GraphRefusal {
  return new GraphRefusal(graphProblems.badBatch(text));
}
