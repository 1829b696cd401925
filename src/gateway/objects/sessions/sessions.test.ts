import { CompactEncrypt } from "jose";
import { describe, expect, test } from "vitest";
import { type FrozenClock, frozenClock } from "../../../core/clock.ts";
import type { Json } from "../../../core/json.ts";
import { silentLogger } from "../../../core/log.ts";
import { seededRandom } from "../../../core/random.ts";
import { createEnding } from "../../http/ending.ts";
import type { Exchange, GatewayResponse } from "../../http/exchange.ts";
import { headersFrom } from "../../http/headers.ts";
import { createInMemorySessions } from "./in-memory-session-manager.ts";
import { createJwtSessions } from "./jwt-session-manager.ts";
import { type SessionManager, withSession } from "./session-manager.ts";

const settings = { domain: undefined, path: "/", httpOnly: true, secure: undefined, sameSite: "Lax" as const };
const key = new Uint8Array(32).fill(7);

interface Manager {
  readonly sessions: SessionManager;
  readonly clock: FrozenClock;
}

const kinds: Readonly<Record<string, () => Manager>> = {
  "in memory": () => {
    const clock = frozenClock("2026-11-23T00:00:00Z");
    const random = seededRandom("sessions");
    const options = { name: "S", settings, idleTime: 60_000, sessions: 3, clock, random };
    return { sessions: createInMemorySessions(options), clock };
  },
  "in a cookie": () => {
    const clock = frozenClock("2026-11-23T00:00:00Z");
    const options = { name: "S", settings, key, timeout: 60_000, persistent: false, skew: 0, clock, log: silentLogger };
    return { sessions: createJwtSessions(options), clock };
  },
};

/** A client that keeps cookies, and a handler that works with the session. */
function clientOf({ sessions }: Manager, device = "") {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async send(work: (values: Map<string, Json>, exchange: Exchange) => void): Promise<readonly string[]> {
      const exchange = exchangeWith(cookies, device);
      const handler = withSession(sessions, async (inner) => {
        work(inner.session, inner);
        return answer(["Set-Cookie", "S=fixed", "Set-Cookie", "other=1"]);
      });
      const { headers } = await handler(exchange);
      const lines = headers.all("set-cookie");
      for (const line of lines) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (line.includes("Max-Age=0")) cookies.delete(name);
        else if (name !== "other") cookies.set(name, value);
      }
      return lines.filter((line) => !line.startsWith("other="));
    },
  };
}

function answer(raw: readonly string[]): GatewayResponse {
  return { status: 200, headers: headersFrom(raw), body: Buffer.alloc(0) };
}

function exchangeWith(cookies: ReadonlyMap<string, string>, thumbprint: string): Exchange {
  const cookie = ["a=1", ...[...cookies].map(([name, value]) => `${name}=${value}`), "b=2"].join("; ");
  const peer = thumbprint === "" ? { state: "none" } : { state: "verified", certificate: { thumbprint }, chain: [] };
  return {
    transactionId: "t",
    method: "GET",
    version: "1.1",
    client: { address: "127.0.0.1", port: 1, secure: true, peer: peer as never },
    externalOrigin: "https://localhost",
    original: { path: "/", query: null },
    headers: headersFrom(["Cookie", cookie]),
    body: null,
    ending: createEnding(),
    attributes: new Map(),
    contexts: new Map(),
    session: new Map([["outer", 1]]),
    target: { path: "/", query: null },
    upstream: null,
    mapping: { prefix: "", path: "" },
    route: null,
  };
}

describe.each(Object.entries(kinds))("a session %s", (_kind, make) => {
  test("keeps values between requests, and sends no cookie when nothing changed", async () => {
    const client = clientOf(make());
    expect(await client.send(() => undefined)).toEqual([]);
    const [cookie] = await client.send((values) => values.set("colour", { deep: ["red"] }));
    expect(cookie).toMatch(/^S=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const seen: Json[] = [];
    expect(await client.send((values) => seen.push(values.get("colour") ?? null))).toEqual([]);
    expect(seen).toEqual([{ deep: ["red"] }]);
  });

  test("hides its cookie from the application, and gives the session around it back", async () => {
    const manager = make();
    const client = clientOf(manager);
    await client.send((values) => values.set("x", 1));
    const exchange = exchangeWith(client.cookies, "");
    await withSession(manager.sessions, async (inner) => {
      expect([...inner.session]).toEqual([["x", 1]]);
      expect(inner.headers.all("cookie")).toEqual(["a=1; b=2"]);
      return answer([]);
    })(exchange);
    expect([...exchange.session]).toEqual([["outer", 1]]);
  });

  test("that is emptied ends, and so does its cookie", async () => {
    const client = clientOf(make());
    await client.send((values) => values.set("x", 1));
    const [cookie] = await client.send((values) => values.clear());
    expect(cookie).toMatch(/^S=; Path=\/; Max-Age=0;/);
  });

  test("is over after its time without use", async () => {
    const manager = make();
    const client = clientOf(manager);
    await client.send((values) => values.set("x", 1));
    manager.clock.advance(50_000);
    await client.send((values) => expect(values.get("x")).toBe(1));
    manager.clock.advance(50_000);
    await client.send((values) => expect(values.get("x")).toBe(1));
    manager.clock.advance(61_000);
    await client.send((values) => expect(values.size).toBe(0));
  });

  test.each([
    ["another device", "one", "other"],
    ["no device", "one", ""],
    ["a device, and it has none", "", "one"],
  ])("does not open on %s", async (_what, from, to) => {
    const manager = make();
    const client = clientOf(manager, from);
    await client.send((values) => values.set("x", 1));
    const thief = clientOf(manager, to);
    for (const [name, value] of client.cookies) thief.cookies.set(name, value);
    await thief.send((values) => expect(values.size).toBe(0));
    await client.send((values) => expect(values.get("x")).toBe(1));
  });

  test.each(["", "x", "a.b.c.d.e", "S", "%00", "eyJhbGciOiJub25lIn0.e30."])(
    "does not open for the cookie %j",
    async (value) => {
      const client = clientOf(make());
      client.cookies.set("S", value);
      await client.send((values) => expect(values.size).toBe(0));
    },
  );

  test("has a limit", async () => {
    const client = clientOf(make());
    const large = client.send((values) => values.set("x", "y".repeat(40_000)));
    await expect(large).rejects.toMatchObject({ code: "gateway.session-too-large" });
  });

  test("does not send what a failing handler left behind", async () => {
    const { sessions } = make();
    const exchange = exchangeWith(new Map(), "");
    const failing = withSession(sessions, () => Promise.reject(new Error("no")));
    await expect(failing(exchange)).rejects.toThrow("no");
    expect([...exchange.session]).toEqual([["outer", 1]]);
  });
});

describe("a session in memory", () => {
  test("never has an id that a client chose", async () => {
    const manager = kinds["in memory"]?.();
    if (manager === undefined) throw new Error("no manager");
    const client = clientOf(manager);
    client.cookies.set("S", "chosen");
    const [cookie] = await client.send((values) => values.set("x", 1));
    expect(cookie).not.toContain("chosen");
  });

  test("makes room for new ones: what was used longest ago goes", async () => {
    const manager = kinds["in memory"]?.();
    if (manager === undefined) throw new Error("no manager");
    const clients = Array.from({ length: 4 }, () => clientOf(manager));
    for (const client of clients.slice(0, 3)) await client.send((values) => values.set("x", 1));
    await clients[0]?.send((values) => expect(values.size).toBe(1));
    await clients[3]?.send((values) => values.set("x", 1));
    const sizes: number[] = [];
    for (const client of clients) await client.send((values) => sizes.push(values.size));
    expect(sizes).toEqual([1, 0, 1, 1]);
  });
});

describe("a session in a cookie", () => {
  const make = kinds["in a cookie"] ?? (() => Promise.reject());

  test("is split over several where one is too small, and shrinks again", async () => {
    const client = clientOf(make() as Manager);
    await client.send((values) => values.set("x", "y".repeat(6_000)));
    expect([...client.cookies.keys()]).toEqual(["S", "S_1", "S_2"]);
    for (const value of client.cookies.values()) expect(value.length).toBeLessThan(3_900);
    await client.send((values) => expect(values.get("x")).toHaveLength(6_000));
    await client.send((values) => values.set("x", "y"));
    expect([...client.cookies.keys()]).toEqual(["S"]);
  });

  test("does not open when a part is missing or changed", async () => {
    const manager = make() as Manager;
    const client = clientOf(manager);
    await client.send((values) => values.set("x", "y".repeat(6_000)));
    const lost = clientOf(manager);
    lost.cookies.set("S", client.cookies.get("S") ?? "");
    await lost.send((values) => expect(values.size).toBe(0));
    const changed = clientOf(manager);
    for (const [name, value] of client.cookies) changed.cookies.set(name, value.replace(/^./, "A"));
    await changed.send((values) => expect(values.size).toBe(0));
  });

  test("hides what it holds, and opens with its key alone", async () => {
    const client = clientOf(make() as Manager);
    await client.send((values) => values.set("secret", "shibboleth"));
    const token = client.cookies.get("S") ?? "";
    expect(Buffer.from(token.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("shibboleth");
    const forged = clientOf(make() as Manager);
    const content = Buffer.from(JSON.stringify({ exp: 9e15, device: "", values: [["x", 1]] }));
    const other = new Uint8Array(32).fill(8);
    forged.cookies.set(
      "S",
      await new CompactEncrypt(content).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(other),
    );
    await forged.send((values) => expect(values.size).toBe(0));
  });
});
