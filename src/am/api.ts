import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { perText } from "../core/per-text.ts";
import { type Address, type Resource, readAddress, realmOfParameter } from "./address.ts";
import { authenticateEndpoint } from "./authenticate/index.ts";
import { corsHeaders, preflightHeaders } from "./cors.ts";
import { discoveryEndpoint } from "./discovery.ts";
import { amErrors } from "./errors.ts";
import type { Endpoint } from "./exchange.ts";
import { externalAddress } from "./external.ts";
import type { AmOptions } from "./options.ts";
import { readQuery } from "./query.ts";
import type { RequestNotes } from "./request-notes.ts";
import { sendAnswer } from "./send-answer.ts";
import { serverInfoEndpoint, serverVersionEndpoint } from "./server-info.ts";
import type { AmServices } from "./services.ts";
import { sessionEndpoint } from "./session-endpoint/index.ts";
import { sessionSearchEndpoint } from "./session-endpoint/search.ts";
import type { Realm } from "./settings.ts";
import { userEndpoint, usersEndpoint } from "./users-endpoint.ts";

/** The JSON API: one table of resources, the same below `/am` and `/am/XUI`, and nothing beside it. */

interface Route {
  readonly methods: Readonly<Partial<Record<Method, Endpoint>>>;
  readonly headers: Readonly<Record<string, string>>;
}

type Method = "GET" | "POST";

const version = (resource: string) => ({ "content-api-version": `resource=${resource}` });

function routes(services: AmServices): Readonly<Record<Resource, Route>> {
  return {
    authenticate: { methods: { POST: authenticateEndpoint(services) }, headers: version("2.1") },
    sessions: {
      methods: { POST: sessionEndpoint(services), GET: sessionSearchEndpoint(services) },
      headers: version("4.0"),
    },
    users: { methods: { POST: usersEndpoint(services) }, headers: version("4.0") },
    user: { methods: { GET: userEndpoint(services) }, headers: version("4.0") },
    "serverinfo/*": { methods: { GET: serverInfoEndpoint }, headers: version("1.1") },
    "serverinfo/version": { methods: { GET: serverVersionEndpoint(services) }, headers: version("1.1") },
    "openid-configuration": { methods: { GET: discoveryEndpoint }, headers: {} },
  };
}

export function registerApi(app: FastifyInstance, options: AmOptions, services: AmServices, notes: RequestNotes): void {
  const table = routes(services);
  const realms = realmsByName(options.realms);
  const addressOf = perText(readAddress, { longest: 256 });

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const [path = "", search = ""] = splitTarget(request.raw.url ?? "");
    const address = addressOf(path);
    if (address === null) throw amErrors.error("am.not-found");
    const query = readQuery(search);
    const realm = findRealm(realms, address, query.one("realm"));
    const caller = notes.callerOf(request);
    const route = table[address.resource];
    const preflight = preflightHeaders(realm, caller, request.method, Object.keys(route.methods));
    if (preflight !== null) return reply.code(204).headers(preflight).send();
    reply.headers(corsHeaders(realm, caller)).headers(route.headers);
    const endpoint = endpointFor(route, request.method);
    if (endpoint === undefined) {
      reply.header("allow", Object.keys(route.methods).join(", "));
      throw amErrors.error("am.method-not-allowed");
    }
    const answer = await endpoint({
      context: address.context,
      id: address.id ?? null,
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

function endpointFor({ methods }: Route, method: string): Endpoint | undefined {
  if (method === "POST") return methods.POST;
  return method === "GET" || method === "HEAD" ? methods.GET : undefined;
}

function splitTarget(target: string): [path: string, search: string] {
  const at = target.indexOf("?");
  return at < 0 ? [target, ""] : [target.slice(0, at), target.slice(at + 1)];
}

/** By path and by alias; a realm's own path beats another's alias. */
function realmsByName(realms: readonly Realm[]): ReadonlyMap<string, Realm> {
  const aliases = realms.flatMap((realm) => realm.settings.aliases.map((alias) => [`/${alias}`, realm] as const));
  return new Map([...aliases, ...realms.map((realm) => [realm.path, realm] as const)]);
}

/** A `realm` parameter beats the realm of the path. */
function findRealm(realms: ReadonlyMap<string, Realm>, address: Address, parameter: string | undefined): Realm {
  const realm = realms.get(parameter === undefined ? address.realm : realmOfParameter(parameter));
  if (realm === undefined) throw amErrors.error("am.realm-unknown");
  return realm;
}
