import { describe, expect, it } from "vitest";
import { openServers } from "../testing/open-servers.ts";
import { answered, device, type TestServerOptions, usernameAndPassword } from "../testing/server.ts";

const serve = openServers();
const notFound = {
  code: 401,
  reason: "Unauthorized",
  message:
    "org.forgerock.openam.auth.nodes.framework.token.SuspendedAuthSessionException: Token not found. It may have expired.",
};

/** A journey that sends a link, and what has arrived. */
function mailing({ after = [], ...options }: TestServerOptions & { after?: (typeof usernameAndPassword)[] } = {}) {
  const links: URL[] = [];
  const deliver = async (uri: string) => void links.push(new URL(uri));
  const server = serve({ journeys: { login: { steps: [{ deliver }, ...after] }, other: {} }, ...options });
  const follow = (id: string | null | undefined, more: Parameters<typeof server.authenticate>[0] = {}) =>
    server.authenticate({ query: `suspendedId=${id}`, ...more });
  const idOf = (index = 0) => links[index]?.searchParams.get("suspendedId");
  return { server, links, follow, idOf };
}

describe("a suspended journey", () => {
  it("answers a step with one text and no input", async () => {
    const { server } = mailing();
    const response = await server.authenticate();
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      authId: expect.any(String),
      callbacks: [
        {
          type: "SuspendedTextOutputCallback",
          output: [
            { name: "message", value: "An e-mail is on its way." },
            { name: "messageType", value: "0" },
          ],
        },
      ],
    });
    expect(response.headers["x-forgerock-transactionid"]).toBeDefined();
  });

  it("sends a link to the login page as clients see it", async () => {
    const { server, links } = mailing();
    await server.authenticate({ device: null });
    expect(links[0]?.origin).toBe("https://gateway.example.com:8443");
    expect(links[0]?.pathname).toBe("/am/XUI/");
    expect(Object.fromEntries(links[0]?.searchParams ?? [])).toEqual({
      realm: "/alpha",
      authIndexType: "service",
      authIndexValue: "login",
      suspendedId: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it("goes on where it was when somebody follows the link, in any browser", async () => {
    const { server, follow, idOf } = mailing();
    const step = await server.authenticate();
    const resumed = await follow(idOf());
    expect(resumed.json()).toMatchObject({ tokenId: expect.any(String), realm: "/alpha" });
    expect(resumed.headers["x-forgerock-transactionid"]).toBe(step.headers["x-forgerock-transactionid"]);
    expect(server.engine.seen[1]).toMatchObject({ journey: "login", resumed: true });
    expect(server.engine.seen[1]?.request.parameters.has("suspendedId")).toBe(false);
  });

  it("may ask more after that, on the device that followed the link", async () => {
    const { server, follow, idOf } = mailing({ after: [usernameAndPassword] });
    await server.authenticate({ device: device("a", "A".repeat(43)) });
    const step = await follow(idOf(), { device: device("b", "B".repeat(43)) });
    const answer = (from: ReturnType<typeof device>) =>
      server.authenticate({ query: `suspendedId=${idOf()}`, body: answered(step), device: from });
    expect((await answer(device("a", "A".repeat(43)))).statusCode).toBe(401);
    expect((await answer(device("b", "B".repeat(43)))).json()).toHaveProperty("tokenId");
  });

  it("remembers the goto of its start", async () => {
    const { server, follow, idOf } = mailing();
    await server.authenticate({ query: "authIndexType=service&authIndexValue=login&goto=/app" });
    expect((await follow(idOf())).json().successUrl).toBe("/app");
  });

  it("is resumed once", async () => {
    const { server, follow, idOf } = mailing();
    await server.authenticate();
    const both = await Promise.all([follow(idOf()), follow(idOf())]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
    expect((await follow(idOf())).json()).toEqual(notFound);
  });

  it.each<[string, number, number]>([
    ["five minutes by default", 5, 401],
    ["until then", 4.9, 200],
  ])("can be resumed for %s", async (_case, minutes, status) => {
    const { server, follow, idOf } = mailing();
    await server.authenticate();
    server.clock.advance(minutes * 60_000);
    expect((await follow(idOf())).statusCode).toBe(status);
  });

  it("can be resumed as long as the realm says", async () => {
    const { server, follow, idOf } = mailing({ settings: { authentication: { suspendedMinutes: 60 } } });
    await server.authenticate();
    server.clock.advance(59 * 60_000);
    expect((await follow(idOf())).statusCode).toBe(200);
  });

  it("cannot be gone on with by its authId", async () => {
    const { server } = mailing();
    const step = await server.authenticate();
    const response = await server.authenticate({ body: answered(step) });
    expect(response.json()).toMatchObject({ message: "Session has timed out", detail: { errorCode: "110" } });
    expect(server.engine.seen).toHaveLength(1);
  });

  it("is kept without the id of its link", async () => {
    const { server, idOf } = mailing();
    await server.authenticate();
    expect(server.store.executions.read(idOf() ?? "")).toBeNull();
    expect(JSON.stringify(server.logs)).not.toContain(idOf());
  });

  it.each(["", "x", "A".repeat(43), "%00", "../x", "A".repeat(200)])("the link %j leads nowhere", async (id) => {
    const { server, follow } = mailing();
    expect((await follow(id)).json()).toEqual(notFound);
    expect(server.engine.seen).toEqual([]);
  });

  it("is not found in another realm, and stays good in its own", async () => {
    const { server, follow, idOf } = mailing();
    await server.authenticate();
    expect((await follow(idOf(), { url: "/am/json/realms/root/authenticate" })).json()).toEqual(notFound);
    expect((await follow(idOf())).statusCode).toBe(200);
  });

  it("tells nobody when its link cannot be sent, and drops it", async () => {
    const links: string[] = [];
    const deliver = async (uri: string) => {
      links.push(uri);
      throw new Error("smtp secret detail");
    };
    const server = serve({ journeys: { login: { steps: [{ deliver }] } } });
    const response = await server.authenticate();
    expect(response.statusCode).toBe(200);
    expect(response.body).not.toContain("smtp");
    const id = new URL(links[0] ?? "").searchParams.get("suspendedId");
    expect((await server.authenticate({ query: `suspendedId=${id}` })).json()).toEqual(notFound);
  });

  it("limits how many links one address may try", async () => {
    const { follow } = mailing({ limits: { starts: { points: 2, seconds: 60 } } });
    const statuses = [await follow("x"), await follow("x"), await follow("x")].map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([401, 401, 429]);
  });
});
