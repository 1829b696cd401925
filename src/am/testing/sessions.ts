import type { LightMyRequestResponse } from "fastify";
import type { AssertionDevice } from "../../device/index.ts";
import type { TestServer } from "./server.ts";

/** Sessions of a test server, and calls that carry them. */

interface SessionCallOptions {
  readonly realm?: string;
  readonly payload?: object;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly device?: AssertionDevice | null;
}

/** Signs somebody in: each user of {@link journeysOf} has a journey of the same name. */
export async function signIn(
  server: TestServer,
  username: string,
  { realm = "/alpha", device }: { readonly realm?: string; readonly device?: AssertionDevice | null } = {},
): Promise<string> {
  const response = await server.authenticate({
    url: `/am/json${realmPath(realm)}/authenticate`,
    query: `authIndexType=service&authIndexValue=${username}&ForceAuth=true`,
    ...(device === undefined ? {} : { device }),
  });
  return response.json().tokenId;
}

/** Journeys that sign in these users at once. */
export function journeysOf(...usernames: readonly string[]) {
  const journey = (username: string) => ({
    end: { kind: "success" as const, shared: { username, authLevel: 1 } },
  });
  return Object.fromEntries(usernames.map((username) => [username, journey(username)]));
}

export function callSessions(
  server: TestServer,
  action: string,
  { realm = "/alpha", payload, token, headers, device }: SessionCallOptions = {},
): Promise<LightMyRequestResponse> {
  const url = `/am/json${realmPath(realm)}/sessions?_action=${action}`;
  const signed = device === undefined ? {} : { "sallyport-assertion": server.assertion({ target: url, device }) };
  const carried = token === undefined ? {} : { iplanetdirectorypro: token };
  return server.app.inject({
    method: "POST",
    url,
    headers: { ...signed, ...carried, ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
}

export function searchSessions(
  server: TestServer,
  filter: string,
  { realm = "/alpha", token, headers }: SessionCallOptions = {},
): Promise<LightMyRequestResponse> {
  const url = `/am/json${realmPath(realm)}/sessions?_queryFilter=${encodeURIComponent(filter)}`;
  return server.app.inject({
    url,
    headers: { ...(token === undefined ? {} : { iplanetdirectorypro: token }), ...headers },
  });
}

export function realmPath(realm: string): string {
  return realm === "/" ? "/realms/root" : `/realms/root/realms${realm}`;
}
