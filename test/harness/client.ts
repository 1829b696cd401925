import { Agent, request } from "undici";
import type { DemoUser } from "../../src/app/demo/demo-file.ts";
import { oneTimeCode } from "../../src/app/demo/one-time-code.ts";
import { demo, ca as demoCa } from "./demo.ts";

/** A client of the authenticate API that shows every answer as it came over the wire. */

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  readonly body: any;
}

export interface ClientOptions {
  /** Default: the demo's gateway. */
  readonly origin?: string;
  /** PEM of the authority that the origin's certificate is checked with; default: the demo's. */
  readonly ca?: string;
  /** PEM; default: no client certificate. */
  readonly identity?: { readonly cert: string; readonly key: string };
  /** Sent with every request. */
  readonly headers?: Record<string, string | string[]>;
  readonly realm?: string;
  readonly base?: string;
}

export interface Client {
  /** Any request below the origin. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string | string[]>): Promise<Answer>;
  /** Starts a journey. */
  start(journey?: string): Promise<Answer>;
  /** Sends a step back with these answers, one per callback that takes input. */
  next(step: Answer, answers: readonly (string | number)[]): Promise<Answer>;
  sessionInfo(tokenId: string): Promise<Answer>;
  close(): Promise<void>;
}

export function client(options: ClientOptions = {}): Client {
  const {
    origin = demo.gateway,
    ca = demoCa,
    identity,
    base = "/am/json",
    realm = "realms/root/realms/alpha",
  } = options;
  const dispatcher = new Agent({ connect: { ca, ...identity } });
  const call: Client["call"] = async (method, path, body, headers) => {
    const answer = await request(`${origin}${path}`, {
      method: method as "POST",
      dispatcher,
      headers: {
        "content-type": "application/json",
        "accept-api-version": "resource=2.1",
        ...options.headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, body: parse(text) };
  };
  const api = `${base}/${realm}`;
  return {
    call,
    start: (journey = "intune") =>
      call("POST", `${api}/authenticate?authIndexType=service&authIndexValue=${journey}`, ""),
    next: (step, answers) => call("POST", `${api}/authenticate`, fill(step.body, answers)),
    sessionInfo: (tokenId) => call("POST", `${api}/sessions/?_action=getSessionInfo`, { tokenId }),
    close: () => dispatcher.close(),
  };
}

/** The codes of a user, each a step later than the one before, beginning with the one just past: each works once, and none before one that was used. */
export function codesOf(user: DemoUser): () => string {
  let offset = -1;
  return () => oneTimeCode(user.totpUri, Date.now() + 30_000 * offset++);
}

/** Goes through the page's journey with user name, password and code; returns the last answer. */
export async function logIn(
  on: Client,
  user: DemoUser,
  code: () => string = codesOf(user),
  journey = "intune",
): Promise<Answer> {
  const page = await on.start(journey);
  if (page.body.callbacks === undefined) return page;
  const second = await on.next(page, [user.name, user.password]);
  if (second.body.callbacks === undefined) return second;
  return on.next(second, [code(), 0]);
}

interface WireStep {
  readonly authId: string;
  readonly callbacks: { input?: { name: string; value: unknown }[] }[];
}

function fill(step: WireStep, answers: readonly (string | number)[]): WireStep {
  const left = [...answers];
  const callbacks = step.callbacks.map((callback) =>
    callback.input === undefined
      ? callback
      : { ...callback, input: callback.input.map((field) => ({ ...field, value: left.shift() ?? field.value })) },
  );
  return { ...step, callbacks };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
