import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import type { SallyportError } from "../../core/errors.ts";
import type { Deadline } from "../deadline.ts";
import { microsoftErrors } from "../errors.ts";
import type { EntraAsker } from "./ask-entra.ts";
import { readTokenAnswer, type TokenAnswer } from "./token-answer.ts";

/**
 * MSAL's way to the network, for one token request. It reaches one URL, sends the fields of the protocol without the
 * library's telemetry, and keeps the answer for us: MSAL's errors drop the status and most AADSTS numbers.
 */
export interface RecordingNetworkModule extends INetworkModule {
  /** What the token endpoint answered, `undefined` while MSAL has sent nothing. Rejects with the bug that MSAL would hide. */
  answer(): Promise<TokenAnswer | undefined>;
}

interface NetworkModuleOptions {
  readonly ask: EntraAsker;
  readonly tokenEndpoint: string;
  readonly scope: string;
  readonly requestId: string;
  readonly deadline: Deadline;
}

export const largestTokenAnswer = 256 * 1024;

export function createNetworkModule(options: NetworkModuleOptions): RecordingNetworkModule {
  let pending: Promise<TokenAnswer> | undefined;

  const send = async (url: string, form: string): Promise<TokenAnswer> => {
    const endpoint = new URL(options.tokenEndpoint);
    const asked = new URL(url);
    if (asked.origin !== endpoint.origin || asked.pathname !== endpoint.pathname) throw misdirected(asked);
    const headers = {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded;charset=utf-8",
      "client-request-id": options.requestId,
      "user-agent": "sallyport",
    };
    const body = protocolFields(form, options.scope);
    const call = { method: "POST", url: endpoint, headers, body, maxBytes: largestTokenAnswer } as const;
    return options.ask(call, options.deadline, readTokenAnswer);
  };

  return {
    answer: async () => pending,
    async sendPostRequestAsync<Body>(url: string, request?: NetworkRequestOptions): Promise<NetworkResponse<Body>> {
      pending = send(url, request?.body ?? "");
      return forMsal(await pending);
    },
    sendGetRequestAsync: async (url: string) => {
      throw misdirected(new URL(url));
    },
  };
}

/** The endpoints are known: there is nothing to discover, and nowhere else to send a secret to. */
export function misdirected({ host }: URL): SallyportError {
  return microsoftErrors.error("microsoft.token-request-misdirected", { detail: host });
}

const fields = [
  "client_id",
  "client_secret",
  "client_assertion_type",
  "client_assertion",
  "grant_type",
  "username",
  "password",
];

/** MSAL adds telemetry, and OpenID scopes that would bring a refresh token which nobody needs. */
function protocolFields(form: string, scope: string): string {
  const given = new URLSearchParams(form);
  const kept = new URLSearchParams({ scope });
  for (const name of fields) for (const value of given.getAll(name)) kept.append(name, value);
  return kept.toString();
}

/**
 * Only what has passed our schema reaches MSAL, so that no answer can trip it. The interface lets MSAL choose the type
 * of a body; `JSON.parse` is the one expression that has it.
 */
export function forMsal<Body>(answer: TokenAnswer): NetworkResponse<Body> {
  const respond = (status: number, body: object): NetworkResponse<Body> => {
    return { status, headers: {}, body: JSON.parse(JSON.stringify(body)) };
  };
  if (answer.kind === "unreadable") return respond(503, { error: "server_error" });
  if (answer.kind === "refused") return respond(answer.status, { error: answer.error, suberror: answer.suberror });
  return respond(200, { token_type: "Bearer", access_token: answer.token.reveal(), expires_in: answer.lifetime });
}
