import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Address, type Resource, readAddress, realmOfParameter } from "./address.ts";
import { type Answer, jsonHeaders } from "./answer.ts";
import { authenticateEndpoint } from "./authenticate/index.ts";
import type { Caller } from "./caller.ts";
import { corsHeaders, preflightHeaders } from "./cors.ts";
import { discoveryEndpoint } from "./discovery.ts";
import { amErrors } from "./errors.ts";
import type { Endpoint } from "./exchange.ts";
import { externalAddress } from "./external.ts";
import type { AmOptions } from "./options.ts";
import { readQuery } from "./query.ts";
import { serverInfoEndpoint, serverVersionEndpoint } from "./server-info.ts";
import type { AmServices } from "./services.ts";
import { sessionEndpoint } from "./session-endpoint.ts";
import type { Realm } from "./settings.ts";

/** The JSON API: one table of resources, the same below `/am` and `/am/XUI`, and nothing beside it. */

interface Route {
  readonly method: "GET" | "POST";
  readonly endpoint: Endpoint;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the server remembers of a request until it is answered. */
export interface RequestNotes {
  readonly callerOf: (request: FastifyRequest) => Caller;
  readonly transactionOf: (request: FastifyRequest) => { id: string | null };
}

const version = (resource: string) => ({ "content-api-version": `resource=${resource}` });

function routes(services: AmServices): Readonly<Record<Resource, Route>> {
  return {
    authenticate: { method: "POST", endpoint: authenticateEndpoint(services), headers: version("2.1") },
    sessions: { method: "POST", endpoint: sessionEndpoint(services), headers: version("4.0") },
    "serverinfo/*": { method: "GET", endpoint: serverInfoEndpoint, headers: version("1.1") },
    "serverinfo/version": { method: "GET", endpoint: serverVersionEndpoint(services), headers: version("1.1") },
    "openid-configuration": { method: "GET", endpoint: discoveryEndpoint },
  };
}

export function registerApi(app: FastifyInstance, options: AmOptions, services: AmServices, notes: RequestNotes): void {
  const table = routes(services);
  const realms = new Map(options.realms.map((realm) => [realm.path, realm]));

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const [path = "", search = ""] = splitTarget(request.raw.url ?? "");
    const address = readAddress(path);
    if (address === null) throw amErrors.error("am.not-found");
    const query = readQuery(search);
    const realm = findRealm(realms, address, query.one("realm"));
    const caller = notes.callerOf(request);
    const route = table[address.resource];
    const preflight = preflightHeaders(realm, caller, request.method, [route.method]);
    if (preflight !== null) return reply.code(204).headers(preflight).send();
    reply.headers({ ...corsHeaders(realm, caller), ...route.headers });
    if (request.method !== route.method && !(request.method === "HEAD" && route.method === "GET")) {
      reply.header("allow", route.method);
      throw amErrors.error("am.method-not-allowed");
    }
    const answer = await route.endpoint({
      context: address.context,
      realm,
      caller,
      external: externalAddress(realm, caller, options.ownOrigin),
      query,
      body: {
        contentType: request.headers["content-type"],
        bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      },
      transaction: notes.transactionOf(request),
    });
    return sendAnswer(reply, answer);
  };

  for (const context of ["/am", "/am/XUI"]) {
    app.all(`${context}/json/*`, handle);
    app.all(`${context}/oauth2/*`, handle);
  }
}

/** Sends a JSON answer; a buffer, because fastify would add a charset that PingAM does not send. */
export function sendAnswer(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers({ ...jsonHeaders, ...headers })
    .send(Buffer.from(JSON.stringify(body)));
}

function splitTarget(target: string): [path: string, search: string] {
  const at = target.indexOf("?");
  return at < 0 ? [target, ""] : [target.slice(0, at), target.slice(at + 1)];
}

/** A `realm` parameter beats the realm of the path. */
function findRealm(realms: ReadonlyMap<string, Realm>, address: Address, parameter: string | undefined): Realm {
  const realm = realms.get(parameter === undefined ? address.realm : realmOfParameter(parameter));
  if (realm === undefined) throw amErrors.error("am.realm-unknown");
  return realm;
}
