import { STATUS_CODES } from "node:http";
import { Agent, type Dispatcher, request } from "undici";
import { describeError } from "../../core/errors.ts";
import { parseEgress } from "./egress.ts";

export interface ScriptHttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string | null;
  /** What the script would wait; never longer than the client's own limit. */
  readonly timeoutMs?: number | undefined;
}

export interface ScriptHttpResponse {
  readonly status: number;
  readonly reason: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Decoded as UTF-8. */
  readonly body: string;
}

/** The HTTP client of all scripts. */
export interface ScriptHttp {
  /** @throws ScriptHttpError with a message that scripts may see, for whatever goes wrong */
  send(request: ScriptHttpRequest, signal: AbortSignal): Promise<ScriptHttpResponse>;
  close(): Promise<void>;
}

export interface ScriptHttpOptions {
  /** Origins and patterns that scripts may reach ({@link parseEgress}). Empty: none. */
  readonly allow: readonly string[];
  /** The network; by default a pool of its own that follows no redirect and uses no proxy. */
  readonly dispatcher?: Dispatcher;
  readonly timeoutMs?: number;
  readonly requestBytes?: number;
  readonly responseBytes?: number;
}

export class ScriptHttpError extends Error {}

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** They belong to the connection, or would reach another site of an allowed server. */
const refusedHeaders = new Set([
  "host",
  "connection",
  "keep-alive",
  "content-length",
  "transfer-encoding",
  "te",
  "trailer",
  "upgrade",
  "expect",
  "accept-encoding",
]);
const mostHeaders = 64;
const kibibyte = 1024;

/**
 * An HTTP client that reaches only what the deployment allows. The list is checked here, outside every sandbox. Redirects
 * are answers like others: a script that wants to follow one asks again, and is checked again.
 *
 * @throws {script.egress-invalid}
 */
export function createScriptHttp(options: ScriptHttpOptions): ScriptHttp {
  const { timeoutMs = 5000, requestBytes = 256 * kibibyte, responseBytes = 256 * kibibyte } = options;
  const allowed = parseEgress(options.allow);
  const own = options.dispatcher === undefined ? new Agent({ connections: 16, connect: { timeout: 3000 } }) : undefined;
  const dispatcher = options.dispatcher ?? own;

  const check = ({ url: text, method, headers, body }: ScriptHttpRequest): URL => {
    if (!URL.canParse(text)) throw new ScriptHttpError("not a URL");
    const url = new URL(text);
    if (!allowed(url)) throw new ScriptHttpError(`${url.origin} is not on the egress allow-list`);
    if (!methods.has(method)) throw new ScriptHttpError(`the method ${method.slice(0, 20)} is not offered`);
    const names = Object.keys(headers);
    if (names.length > mostHeaders) throw new ScriptHttpError("too many headers");
    const refused = names.find((name) => refusedHeaders.has(name.toLowerCase()));
    if (refused !== undefined) throw new ScriptHttpError(`the header ${refused} cannot be set`);
    if (body !== null && Buffer.byteLength(body) > requestBytes) throw new ScriptHttpError("the request is too large");
    return url;
  };

  const exchange = async (url: URL, asked: ScriptHttpRequest, signal: AbortSignal): Promise<ScriptHttpResponse> => {
    const response = await request(url, {
      ...(dispatcher === undefined ? {} : { dispatcher }),
      method: asked.method,
      headers: { ...listsOf(asked.headers), "accept-encoding": "identity" },
      body: asked.body,
      signal,
    });
    const body = await readBounded(response.body, responseBytes);
    const reason = STATUS_CODES[response.statusCode] ?? "";
    return { status: response.statusCode, reason, headers: headerLists(response.headers), body };
  };

  return {
    async send(asked, signal) {
      const url = check(asked);
      const limit = AbortSignal.timeout(Math.min(asked.timeoutMs ?? timeoutMs, timeoutMs));
      try {
        return await exchange(url, asked, AbortSignal.any([signal, limit]));
      } catch (cause) {
        if (cause instanceof ScriptHttpError) throw cause;
        const reason = limit.aborted ? "no answer in time" : describeError(cause);
        throw new ScriptHttpError(`${url.origin}: ${reason}`, { cause });
      }
    },
    close: async () => own?.close(),
  };
}

async function readBounded(body: Dispatcher.ResponseData["body"], limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) {
      body.destroy();
      throw new ScriptHttpError("the response is too large");
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function listsOf(headers: ScriptHttpRequest["headers"]): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name.toLowerCase(), [...values]]));
}

function headerLists(headers: Record<string, string | string[] | undefined>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat()]])),
  );
}
