import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listening } from "../../../testing/listening.ts";

/** A stand-in for AM's REST API: one agent, sessions by token, everything it was asked. */
export interface FakeAm {
  readonly url: string;
  /** Tokens and what getSessionInfo tells of them. */
  readonly sessions: Map<string, object>;
  readonly calls: FakeCall[];
  /** Answers every call so instead; undefined ends it. */
  fail: ((response: ServerResponse) => void) | undefined;
  /** How the agent's journey asks: credentials by header alone, or by callbacks too. */
  asksByCallbacks: boolean;
  close(): Promise<void>;
}

export interface FakeCall {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into calls freely
  readonly body: any;
}

export const agentPassword = "password of the agent";

/** What getSessionInfo tells of a session that lasts. */
export function sessionOf(more: object = {}, properties: object = {}): object {
  return {
    username: "demo",
    universalId: "id=demo,ou=user,o=alpha,ou=services,ou=am-config",
    realm: "/alpha",
    latestAccessTime: "2026-11-23T00:00:00Z",
    maxIdleExpirationTime: "2026-11-23T00:30:00Z",
    maxSessionExpirationTime: "2026-11-23T02:00:00Z",
    properties: { AMCtxId: "1", AuthLevel: "2", Service: "intune", ...properties },
    ...more,
  };
}

export async function startFakeAm(): Promise<FakeAm> {
  const sessions = new Map<string, object>();
  const calls: FakeCall[] = [];
  const state: { fail: FakeAm["fail"]; asksByCallbacks: boolean } = { fail: undefined, asksByCallbacks: false };
  let logins = 0;
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { method = "", url = "", headers } = request;
    const body = text === "" ? undefined : JSON.parse(text);
    calls.push({ method, url, headers, body });
    if (state.fail !== undefined) return state.fail(response);
    const [status, answer] = answerTo({ method, url, headers, body });
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  };
  // A gateway that gives up in the middle of its question needs no answer.
  const server = createServer((request, response) => void reply(request, response).catch(() => response.destroy()));
  const refused = { code: 401, reason: "Unauthorized", message: "Access Denied" };

  const logIn = ({ headers, body }: FakeCall): [number, unknown] => {
    const inputs = body?.callbacks?.map((callback: { input: { value: string }[] }) => callback.input[0]?.value);
    if (state.asksByCallbacks && inputs === undefined) return [200, step()];
    const given = inputs ?? [headers["x-openam-username"], headers["x-openam-password"]];
    if (given[0] !== "gateway" || given[1] !== agentPassword) return [401, refused];
    logins += 1;
    const tokenId = `agent-${logins}`;
    sessions.set(tokenId, sessionOf({ username: "gateway" }));
    return [200, { tokenId, successUrl: "/", realm: "/alpha" }];
  };

  const answerTo = (call: FakeCall): [number, unknown] => {
    const { pathname, searchParams } = new URL(call.url, "http://am");
    const below = pathname.replace("/am/json/realms/root/realms/alpha", "");
    if (below === "/serverinfo/*") return [200, { cookieName: "iPlanetDirectoryPro" }];
    if (below === "/authenticate") return logIn(call);
    const asking = sessions.get(String(call.headers.iplanetdirectorypro));
    if (below.startsWith("/users/")) {
      return asking === undefined ? [401, refused] : [200, { _id: "demo", mail: ["demo@example.com"], sn: ["Demo"] }];
    }
    const { tokenId } = call.body;
    const session = sessions.get(tokenId);
    const isOwn = tokenId.startsWith("agent-");
    if (session === undefined || (asking === undefined && !isOwn)) return [401, refused];
    if (searchParams.get("_action") !== "logout") return [200, session];
    sessions.delete(tokenId);
    return [200, { result: "Successfully logged out" }];
  };

  const port = await listening(server);
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}/am`,
    sessions,
    calls,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function step(): object {
  const input = (name: string): object[] => [{ name, value: "" }];
  return {
    authId: "a",
    callbacks: [
      { type: "NameCallback", output: [], input: input("IDToken1") },
      { type: "PasswordCallback", output: [], input: input("IDToken2") },
    ],
  };
}
