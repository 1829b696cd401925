import { describe, expect, it } from "vitest";
import type { Gathered } from "../../journey/index.ts";
import { openServers } from "../testing/open-servers.ts";
import { callSessions } from "../testing/sessions.ts";

const serve = openServers();
const success = (username: string, gathered: Partial<Gathered> = {}) => ({
  end: { kind: "success" as const, shared: { username }, gathered },
});

/** Logs in as the user `first`, marked as anonymous or not, and then with that session in another journey. */
async function twice(first: string, gathered: Partial<Gathered>) {
  const mark = { anonymousUser: "demo", language: "de" };
  const server = serve({
    journeys: { first: success(first, { sessionProperties: mark }), second: success("other", gathered) },
  });
  const login = async (journey: string, cookie = "") => {
    const response = await server.authenticate({
      query: `authIndexType=service&authIndexValue=${journey}`,
      headers: cookie === "" ? {} : { cookie: `iPlanetDirectoryPro=${cookie}` },
    });
    return String(response.json().tokenId);
  };
  const before = await login("first");
  const after = await login("second", before);
  const info = (token: string) => callSessions(server, "getSessionInfo", { payload: { tokenId: token } });
  return { before: (await info(before)).statusCode, after: (await info(after)).json() };
}

describe("the session of the anonymous user", () => {
  it("gives way to that of whoever logs in, and leaves it its properties without the mark", async () => {
    const { before, after } = await twice("demo", { replacesAnonymous: true });
    expect(before).toBe(401);
    expect(after).toMatchObject({ username: "other", properties: { language: "de" } });
    expect(after.properties).not.toHaveProperty("anonymousUser");
  });

  it("stays when no node lets it be replaced", async () => {
    const { before, after } = await twice("demo", {});
    expect(before).toBe(200);
    expect(after.properties).not.toHaveProperty("language");
  });

  it("is only one that is his: another user's stays, whatever its mark says", async () => {
    const { before, after } = await twice("amadmin", { replacesAnonymous: true });
    expect(before).toBe(200);
    expect(after.properties).not.toHaveProperty("language");
  });
});
