import type { JourneyContext } from "../journey.ts";

/** An answer of {@link fakeServer}: a status and a body, or no answer at all. */
export type FakeAnswer = { status?: number; body?: unknown; headers?: Record<string, string> } | "no-answer";

export interface FakeServer {
  readonly context: JourneyContext;
  readonly requests: { url: string; headers: Record<string, string>; body: unknown }[];
}

/** Gives the answers in their order, and keeps the requests. More requests than answers are an error. */
export function fakeServer(answers: readonly FakeAnswer[], parameters: Record<string, string> = {}): FakeServer {
  const left = [...answers];
  const requests: FakeServer["requests"] = [];
  const fakeFetch: typeof fetch = async (input, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    requests.push({ url: String(input), headers, body: JSON.parse(String(init?.body)) });
    const answer = left.shift();
    if (answer === undefined) throw new Error(`No answer left for ${String(input)}`);
    if (answer === "no-answer") throw new TypeError("Failed to fetch");
    const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {});
    return new Response(text, { status: answer.status ?? 200, headers: answer.headers ?? {} });
  };
  const realmUrl = "https://gateway.example/mtls-intune/json/realms/root/realms/alpha";
  const address = { realmUrl, parameters: new Map(Object.entries(parameters)) };
  return { context: { address, fetch: fakeFetch, now: () => Date.parse("2026-03-01T12:00:00Z") }, requests };
}

/** A step that asks for a user name. */
export function nameStep(authId: string) {
  const input = [{ name: "IDToken1", value: "" }];
  return {
    authId,
    callbacks: [{ type: "NameCallback", output: [{ name: "prompt", value: "User Name" }], input, _id: 0 }],
  };
}

/** A step that only waits. */
export function pollStep(authId: string, waitTime = "5000") {
  const output = [
    { name: "waitTime", value: waitTime },
    { name: "message", value: "Waiting for response..." },
  ];
  return { authId, callbacks: [{ type: "PollingWaitCallback", output }] };
}

export const success = { tokenId: "token", successUrl: "/am/console", realm: "/alpha" };

export const timedOut = {
  status: 401,
  body: { code: 401, reason: "Unauthorized", message: "Session has timed out", detail: { errorCode: "110" } },
};
