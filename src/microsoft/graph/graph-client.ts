import type { ResolvedConnection } from "../connection.ts";
import { pause } from "../deadline.ts";
import type { AccessToken } from "../entra/token-request.ts";
import type { TokenSource } from "../entra/token-source.ts";
import { failure, type VerdictFailure } from "../failure.ts";
import type { Answer, Exchange, HttpClient } from "../http.ts";
import { graphFailure, isTokenRefused } from "./graph-failure.ts";

/** One thing that a caller wants from Graph, however many calls it takes. */
export interface GraphOperation {
  readonly connection: ResolvedConnection;
  /** Sent as `client-request-id` with every call of the operation. */
  readonly requestId: string;
  readonly deadline: AbortSignal;
}

/** Reads from Graph with the connection's token. */
export interface GraphClient {
  /** The 200 answer, or the failure that anything else amounts to. A token is sent to the connection's Graph only. */
  get(operation: GraphOperation, url: URL, maxBytes: number): Promise<Answer | VerdictFailure>;
}

interface GraphClientOptions {
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  /** Milliseconds between a refused token and the attempt with a new one. */
  readonly rejectedTokenPause: number;
}

export function createGraphClient({ http, tokens, rejectedTokenPause }: GraphClientOptions): GraphClient {
  return {
    async get(operation, url, maxBytes) {
      const { connection, deadline, requestId } = operation;
      if (url.origin !== connection.graph) {
        return failure("bad-response", { requestIds: [requestId], causes: ["GraphRequest: link to another origin"] });
      }
      const call = (token: AccessToken): Promise<Exchange> => {
        const authorization = `Bearer ${token.value.reveal()}`;
        const headers = {
          accept: "application/json",
          authorization,
          "client-request-id": requestId,
          "user-agent": "sallyport",
        };
        return http.exchange({ method: "GET", url, headers, maxBytes }, deadline);
      };
      const token = await tokens.token(connection);
      if (token.outcome === "failure") return token;
      const first = await call(token);
      if (!isTokenRefused(first)) return successOrFailure(first, requestId);
      await pause(rejectedTokenPause, deadline);
      const replacement = await tokens.replace(connection, token);
      if (replacement.outcome === "failure") return replacement;
      return successOrFailure(await call(replacement), requestId);
    },
  };
}

function successOrFailure(exchange: Exchange, requestId: string): Answer | VerdictFailure {
  const good = exchange.outcome === "answer" && exchange.status === 200 && exchange.fault === null;
  return good ? exchange : graphFailure(exchange, requestId);
}
