import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Agent, request } from "undici";
import type { DemoUser } from "../../src/app/demo/demo-file.ts";
import { oneTimeCode } from "../../src/app/demo/one-time-code.ts";
import { demo, ca as demoCa, folder } from "./demo.ts";

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

const stepTime = 30_000;
/** How far the journey looks ahead. */
const stepsAhead = 2;

/**
 * The codes of a user, beginning with the one just past: each works once, and none before one that was used. Test files
 * share the demo's users, so what was used is kept beside the demo, or in `where`: the state of a deployment that nobody
 * shares. A user whose codes are used up makes the caller wait.
 */
export function codesOf(user: DemoUser, where: string = folder): () => Promise<string> {
  const file = join(where, `used-code-${user.name}`);
  return async () => {
    const current = (): number => Math.floor(Date.now() / stepTime);
    const used = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    const step = Math.max(current() - 1, used + 1);
    writeFileSync(file, String(step));
    while (step > current() + stepsAhead) await new Promise((resolve) => setTimeout(resolve, 250));
    return oneTimeCode(user.totpUri, step * stepTime);
  };
}

/** Goes through the page's journey with user name, password and code; returns the last answer. */
export async function logIn(
  on: Client,
  user: DemoUser,
  code: () => string | Promise<string> = codesOf(user),
  journey = "intune",
): Promise<Answer> {
  const page = await on.start(journey);
  if (page.body.callbacks === undefined) return page;
  const second = await on.next(page, [user.name, user.password]);
  if (second.body.callbacks === undefined) return second;
  return on.next(second, [await code(), 0]);
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
