import { AsyncLocalStorage } from "node:async_hooks";
import {
  type INetworkModule,
  ManagedIdentityApplication,
  ManagedIdentitySourceNames,
  type NetworkRequestOptions,
  type NetworkResponse,
} from "@azure/msal-node";
import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import { Secret } from "../../core/secret.ts";
import type { ManagedIdentityCredential } from "../credential.ts";
import type { Deadline } from "../deadline.ts";
import { type Exchange, parseBody } from "../http.ts";
import type { EntraAsker } from "./ask-entra.ts";
import { quietLogger } from "./msal-client.ts";
import { forMsal, largestTokenAnswer, misdirected } from "./network-module.ts";
import type { TokenAnswer } from "./token-answer.ts";

interface ManagedIdentityOptions {
  readonly ask: EntraAsker;
  readonly clock: Clock;
  readonly requestId: string;
  readonly deadline: Deadline;
  /** The resource's identifier: the origin of Graph. */
  readonly resource: string;
}

/** One request for a token, and what came of it. */
interface Errand extends ManagedIdentityOptions {
  answer?: TokenAnswer;
}

/**
 * MSAL keeps the first network module that it gets for the whole process, so there is one, which finds out by its
 * asynchronous context whose request it carries.
 */
const errands = new AsyncLocalStorage<Errand>();

const networkClient: INetworkModule = {
  async sendGetRequestAsync<Body>(url: string, request?: NetworkRequestOptions): Promise<NetworkResponse<Body>> {
    const errand = errands.getStore();
    if (errand === undefined) throw misdirected(new URL(url));
    errand.answer = await send(new URL(url), request?.headers ?? {}, errand);
    return forMsal(errand.answer);
  },
  sendPostRequestAsync: async (url: string) => {
    throw misdirected(new URL(url));
  },
};

/**
 * The identity of the Azure resource that this process runs on, by App Service's endpoint or the instance metadata
 * service. `undefined` when MSAL found another kind of source, which would need files of this machine.
 *
 * @throws AuthError of MSAL when nothing was sent; bugs
 */
export async function askManagedIdentity(
  { userAssignedClientId }: ManagedIdentityCredential,
  options: ManagedIdentityOptions,
): Promise<TokenAnswer | undefined> {
  const application = new ManagedIdentityApplication({
    ...(userAssignedClientId === undefined ? {} : { managedIdentityIdParams: { userAssignedClientId } }),
    system: { networkClient, disableInternalRetries: true, loggerOptions: quietLogger },
  });
  if (!supportedSources.has(application.getManagedIdentitySource())) return undefined;
  const errand: Errand = { ...options };
  try {
    // MSAL's own cache goes by the wall clock and is shared by the whole process.
    const request = { resource: options.resource, forceRefresh: true };
    await errands.run(errand, () => application.acquireToken(request));
  } catch (thrown) {
    if (errand.answer === undefined) throw thrown;
  }
  return errand.answer;
}

const supportedSources: ReadonlySet<string> = new Set([
  ManagedIdentitySourceNames.APP_SERVICE,
  ManagedIdentitySourceNames.IMDS,
  ManagedIdentitySourceNames.DEFAULT_TO_IMDS,
]);

/** Instance metadata is plain http on a link-local address; this one endpoint is the exception to https. */
function endpointOfThisMachine(environment: NodeJS.ProcessEnv): URL {
  const { IDENTITY_ENDPOINT: appService, IDENTITY_HEADER: header } = environment;
  if (appService && header) return new URL(appService);
  const host = environment.AZURE_POD_IDENTITY_AUTHORITY_HOST || "http://169.254.169.254";
  return new URL(`${host.replace(/\/$/, "")}/metadata/identity/oauth2/token`);
}

/** Takes MSAL's parameters to this machine's endpoint, which it may spell with a slash more, and to no other. */
async function send(
  asked: URL,
  given: Readonly<Record<string, string>>,
  { ask, clock, requestId, deadline }: ManagedIdentityOptions,
): Promise<TokenAnswer> {
  const url = endpointOfThisMachine(process.env);
  const samePath = asked.pathname.replace(/\/$/, "") === url.pathname.replace(/\/$/, "");
  if (asked.origin !== url.origin || !samePath) throw misdirected(asked);
  url.search = asked.search;
  const identity = Object.entries(given).filter(([name]) => identityHeaders.has(name.toLowerCase()));
  const headers = { accept: "application/json", "x-ms-client-request-id": requestId, ...Object.fromEntries(identity) };
  const call = { method: "GET", url, headers, maxBytes: largestTokenAnswer } as const;
  return ask(call, deadline, (exchange) => readAnswer(exchange, clock));
}

const identityHeaders = new Set(["metadata", "x-identity-header"]);

const seconds = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number),
]);

const issuedSchema = z.object({
  access_token: z
    .string()
    .max(16_384)
    .regex(/^[\x21-\x7e]+$/),
  // App Service tells the end, instance metadata the end and the lifetime.
  expires_on: seconds.optional().catch(undefined),
  expires_in: seconds.optional().catch(undefined),
});

const longestLifetime = 86_400;

function readAnswer(exchange: Exchange, clock: Clock): TokenAnswer {
  if (exchange.outcome === "no-answer") return { kind: "unreadable", status: null, fault: exchange.fault };
  const { status } = exchange;
  if (status === 200) {
    const { data } = issuedSchema.safeParse(parseBody(exchange.text));
    if (data === undefined) return { kind: "unreadable", status, fault: exchange.fault ?? "NOT_A_TOKEN" };
    const { access_token, expires_in, expires_on = 0 } = data;
    const lifetime = expires_in ?? expires_on - clock.now() / 1000;
    const bounded = Math.min(Math.max(lifetime, 0), longestLifetime);
    return { kind: "issued", token: new Secret(access_token), lifetime: bounded };
  }
  if (status < 400) return { kind: "unreadable", status, fault: "NOT_AN_IDENTITY_ANSWER" };
  return { kind: "refused", status, error: "managed_identity", suberror: "", codes: [], requestIds: [] };
}
