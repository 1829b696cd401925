import { z } from "zod";
import { describeError, errorCode, SallyportError } from "../../core/errors.ts";
import { isJson, type Json } from "../../core/json.ts";
import type { Logger } from "../../core/log.ts";
import type { Secret } from "../../core/secret.ts";
import { scriptErrors } from "../errors.ts";
import type { ScriptLimits } from "../javascript/limits.ts";
import { ScriptHttpError } from "./http.ts";
import type { ScriptPorts } from "./ports.ts";

/**
 * The calls that one run makes to the host. A guest can call anything with anything, whatever its prelude would do, so every
 * argument is parsed here and every limit is kept here.
 */
export interface HostCalls {
  /** The answer as JSON text: `{value}`, `{error}` that the script may catch, or `{failure}` that it may not. Never rejects. */
  answer(method: string, args: string): Promise<string>;
  /** A text without the secrets that this run was given. */
  redact(text: string): string;
  /** Ends what is still under way. */
  close(): void;
}

type Method = (args: readonly Json[], signal: AbortSignal) => Promise<Json> | Json;
export type HostMethods = ReadonlyMap<string, Method>;

const text = z.string().max(4096);
const values = z.array(z.string().max(65_536)).max(1000);
const httpRequest = z.strictObject({
  url: z.string().max(8192),
  method: z.string().max(20),
  headers: z.record(z.string(), z.array(z.string())),
  body: z.string().nullable(),
  timeoutMs: z.number().positive().optional(),
});
const httpArguments = z.tuple([httpRequest]);
const nameArguments = z.tuple([text]);
const readArguments = z.tuple([text, text]);
const writeArguments = z.tuple([text, z.record(text, values)]);
const argumentList = z.array(z.custom<Json>((value) => isJson(value)));

const secretPrefix = "scripted.node.";
const limitMessage = "calls out of the sandbox";

/** Thrown by methods; the message goes to the script. */
class RefusedCall extends Error {}
class NotOffered extends Error {}

/** The name under which scripts know each method. */
export const bindings: ReadonlyMap<string, string> = new Map([
  ["http", "httpClient"],
  ["identity.read", "idRepository"],
  ["identity.write", "idRepository"],
  ["secret", "secrets"],
  ["property", "systemEnv"],
  ["library", "require"],
]);

/** @param more methods of the runner itself, each good for one call; they do not count against the time for waiting */
export function hostCalls(ports: ScriptPorts, limits: ScriptLimits, more: HostMethods, log: Logger): HostCalls {
  const secrets: Secret[] = [];
  let ending: AbortController | null = null;
  let methods: HostMethods | null = null;
  const usedUp = new Set<string>();
  let calls = 0;
  let httpCalls = 0;
  let waited = 0;

  const count = (name: string): void => {
    calls += 1;
    if (name === "http") httpCalls += 1;
    if (calls > limits.hostCalls) throw overLimit(`more than ${limits.hostCalls} ${limitMessage}`);
    if (httpCalls > limits.httpCalls) throw overLimit(`more than ${limits.httpCalls} HTTP requests`);
  };
  /** Made when first needed: most scripts call nobody, and a signal costs more than many a script. */
  const untilTheEnd = (): AbortSignal => {
    ending ??= new AbortController();
    return ending.signal;
  };
  const timed = async (method: Method, args: readonly Json[]): Promise<Json> => {
    const left = AbortSignal.timeout(Math.max(0, Math.ceil(limits.ioMs - waited)));
    const begun = performance.now();
    try {
      return await beforeAbort(left, method(args, AbortSignal.any([left, untilTheEnd()])));
    } finally {
      waited += performance.now() - begun;
    }
  };
  const run = async (name: string, args: string): Promise<Json> => {
    const parsed = argumentList.parse(JSON.parse(args));
    const own = more.get(name);
    if (own !== undefined) {
      if (usedUp.has(name)) throw overLimit(`${name} more than once`);
      usedUp.add(name);
      return own(parsed, untilTheEnd());
    }
    methods ??= portMethods(ports, (secret) => secrets.push(secret));
    const method = methods.get(name);
    if (method === undefined) throw new NotOffered(bindings.get(name) ?? "host.call");
    count(name);
    return timed(method, parsed);
  };

  return {
    async answer(name, args) {
      try {
        return JSON.stringify({ value: await run(name, args) });
      } catch (thrown) {
        if (errorCode(thrown) === "script.host-limit") return failure("host-limit", describeError(thrown));
        if (thrown instanceof NotOffered) return failure("unsupported", thrown.message);
        log.info({ method: name.slice(0, 50), cause: describeError(thrown) }, "A call of a script failed");
        return JSON.stringify({ error: visible(thrown) });
      }
    },
    redact: (line) => secrets.reduce((left, secret) => left.replaceAll(secret.reveal(), "[redacted]"), line),
    close: () => ending?.abort(),
  };
}

function overLimit(detail: string): SallyportError {
  return scriptErrors.error("script.host-limit", { detail });
}

function failure(code: string, message: string): string {
  return JSON.stringify({ failure: { code, message } });
}

function portMethods({ http, identities, secret, property, library }: ScriptPorts, keep: (secret: Secret) => void) {
  const methods = new Map<string, Method>();
  if (http !== undefined) {
    methods.set("http", async (args, signal) => {
      const { status, reason, headers, body } = await http.send(httpArguments.parse(args)[0], signal);
      return { status, reason, headers, body };
    });
  }
  if (identities !== undefined) {
    methods.set("identity.read", async (args) => await identities.read(...readArguments.parse(args)));
    methods.set("identity.write", async (args) => {
      await identities.write(...writeArguments.parse(args));
      return null;
    });
  }
  if (secret !== undefined) {
    methods.set("secret", async (args) => {
      const [label] = nameArguments.parse(args);
      if (!label.startsWith(secretPrefix)) throw new RefusedCall(`secret labels begin with ${secretPrefix}`);
      const found = await secret(label);
      if (found === null) throw new RefusedCall(`there is no secret ${label}`);
      if (found.reveal() !== "") keep(found);
      return found.reveal();
    });
  }
  if (property !== undefined) methods.set("property", (args) => property(nameArguments.parse(args)[0]));
  if (library !== undefined) methods.set("library", (args) => library(nameArguments.parse(args)[0]));
  return methods;
}

/** Waits for `work`, but no longer than until `limit`; late results are dropped. */
async function beforeAbort(limit: AbortSignal, work: Promise<Json> | Json): Promise<Json> {
  if (!(work instanceof Promise)) return work;
  return new Promise<Json>((resolve, reject) => {
    const late = (): void => reject(overLimit(`waited too long for ${limitMessage}`));
    if (limit.aborted) late();
    limit.addEventListener("abort", late, { once: true });
    work.then(resolve, reject).finally(() => limit.removeEventListener("abort", late));
  });
}

/** What a script may read of a failure: words meant for it, never the inside of the house. */
function visible(thrown: unknown): string {
  if (thrown instanceof RefusedCall || thrown instanceof ScriptHttpError) return thrown.message;
  if (thrown instanceof SallyportError) return thrown.message;
  if (thrown instanceof z.ZodError) return "wrong arguments";
  return "the call failed";
}
