import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openServers } from "../testing/open-servers.ts";
import { callSessions } from "../testing/sessions.ts";
import { createWebhooks } from "./index.ts";

interface Seen {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const serve = openServers();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A receiver that answers with these statuses in turn, the last one from then on; 0 is no answer at all. */
async function receiver(...statuses: number[]): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
      const status = statuses.length > 1 ? statuses.shift() : statuses[0];
      if (status !== 0) response.writeHead(status ?? 200, { location: "/elsewhere" }).end("thanks");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, seen };
}

/** A server on which somebody has logged in and out, and the webhooks that are to be called then. */
async function loggedOut(settings: (name: string) => object | undefined) {
  const gathered = { logoutWebhooks: ["crm"], sessionProperties: { department: 'a"b', username: "x" } };
  const server = serve({
    journeys: { login: { end: { kind: "success", shared: { username: "demo" }, gathered } } },
  });
  const token = (await server.authenticate()).json().tokenId;
  const logout = () => callSessions(server, "logout", { payload: { tokenId: token } });
  const webhooks = createWebhooks({
    calls: server.store.webhookCalls,
    webhook: (_realm, name) => {
      const found = settings(name);
      return found === undefined ? undefined : { url: "", headers: {}, body: "", ...found };
    },
    clock: server.clock,
    log: { debug: () => undefined, info: () => undefined, warn: push(server.logs), error: push(server.logs) },
    timeoutMs: 2_000,
  });
  closers.push(() => webhooks.close());
  const owed = () => server.store.webhookCalls.due(Number.MAX_SAFE_INTEGER, 10);
  return { server, logout, webhooks, owed };
}

const push = (lines: unknown[]) => (fields: object, message: string) => {
  lines.push({ fields, message });
};

describe("a webhook that a journey registered", () => {
  it("is called when the session ends, and not before, with what its settings say", async () => {
    const { url, seen } = await receiver(204);
    const headers = { "Content-Type": "application/json", Authorization: "Bearer secret" };
    const body = '{"user":"${username}","of":"${department}","id":"${universalId}","realm":"${realm}"}';
    const { logout, webhooks, owed } = await loggedOut(() => ({ url, headers, body }));
    await webhooks.run();
    expect(seen).toEqual([]);
    await logout();
    await webhooks.run();
    expect(seen).toMatchObject([
      { url: "/hook", headers: { "content-type": "application/json", authorization: "Bearer secret" } },
    ]);
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({
      user: "demo",
      of: 'a"b',
      id: "id=demo,ou=user,o=alpha,ou=services,ou=am-config",
      realm: "/alpha",
    });
    expect(owed()).toEqual([]);
  });

  it.each([
    ["an outage", 503],
    ["too many calls", 429],
    ["no answer in time", 0],
  ])("is called again after %s, later and later", async (_case, status) => {
    const { url, seen } = await receiver(status, 200);
    const { server, logout, webhooks, owed } = await loggedOut(() => ({ url }));
    await logout();
    await webhooks.run();
    await webhooks.run();
    expect([seen.length, owed().length]).toEqual([1, 1]);
    server.clock.advance(10_000);
    await webhooks.run();
    expect([seen.length, owed().length]).toEqual([2, 0]);
  });

  it("is given up after six attempts", async () => {
    const { url, seen } = await receiver(500);
    const { server, logout, webhooks, owed } = await loggedOut(() => ({ url }));
    await logout();
    for (let hour = 0; hour < 24; hour += 2) {
      await webhooks.run();
      server.clock.advance(2 * 3_600_000);
    }
    expect([seen.length, owed().length]).toEqual([6, 0]);
    expect(server.logs.at(-1)).toMatchObject({ message: "a webhook was not told that a session has ended" });
  });

  it.each([
    ["refuses", 403],
    ["sends elsewhere", 302],
  ])("is called once when it %s", async (_case, status) => {
    const { url, seen } = await receiver(status);
    const { logout, webhooks, owed } = await loggedOut(() => ({ url }));
    await logout();
    await webhooks.run();
    expect([seen.length, owed().length]).toEqual([1, 0]);
  });

  it("is logged when realm.json does not have it", async () => {
    const { server, logout, webhooks, owed } = await loggedOut(() => undefined);
    await logout();
    await webhooks.run();
    expect(owed()).toEqual([]);
    expect(server.logs.at(-1)).toMatchObject({ fields: { realm: "/alpha", webhook: "crm" } });
  });

  it("that is under way when the server stops is called again after the next start", async () => {
    const { url, seen } = await receiver(0);
    const { logout, webhooks, owed } = await loggedOut(() => ({ url }));
    await logout();
    const running = webhooks.run();
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await webhooks.close();
    await running;
    expect(owed()).toMatchObject([{ attempts: 0 }]);
  });
});
