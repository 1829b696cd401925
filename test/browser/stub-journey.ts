import { fileURLToPath } from "node:url";
import fastify from "fastify";
import { registerPages } from "../../src/am/pages.ts";

/** The built login page as the server sends it, header for header, on a journey whose answers a test has written down. */
export interface StubJourney {
  readonly url: string;
  /** Bodies of the requests to the authenticate endpoint, and their queries, in order. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  readonly requests: { readonly query: Record<string, string>; readonly body: any }[];
  close(): Promise<void>;
}

export type StubAnswer = readonly StubCallback[] | { readonly status: number; readonly body: object };

export interface StubCallback {
  readonly type: string;
  readonly output?: readonly { readonly name: string; readonly value: unknown }[];
  readonly input?: readonly { readonly name: string; readonly value: unknown }[];
}

const webRoot = fileURLToPath(new URL("../../dist/web/login", import.meta.url));

/** Gives the answers in their order, the last one again and again. */
export async function stubJourney(answers: readonly StubAnswer[]): Promise<StubJourney> {
  // Chromium opens connections before it has a request for them; they would keep the end waiting.
  const app = fastify({ forceCloseConnections: true });
  const requests: StubJourney["requests"] = [];
  registerPages(app, webRoot);
  app.post("/am/XUI/json/realms/root/authenticate", (request, reply) => {
    const query = request.query as Record<string, string>;
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? [];
    requests.push({ query, body: request.body });
    reply.header("x-forgerock-transactionid", `stub-${requests.length}`);
    if ("status" in answer) return reply.status(answer.status).send(answer.body);
    return reply.send({ authId: `a${requests.length}`, callbacks: answer });
  });
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  return { url: `http://localhost:${port}/am/XUI/`, requests, close: () => app.close() };
}

/** A callback with these outputs, and inputs by suffix; `position` is its place in the step, from 1. */
export function stubCallback(
  type: string,
  position: number,
  output: Readonly<Record<string, unknown>>,
  input: Readonly<Record<string, unknown>> = {},
): StubCallback {
  const inputs = Object.entries(input).map(([suffix, value]) => ({ name: `IDToken${position}${suffix}`, value }));
  return {
    type,
    output: Object.entries(output).map(([name, value]) => ({ name, value })),
    ...(inputs.length === 0 ? {} : { input: inputs }),
  };
}
