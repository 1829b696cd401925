import { describe, expect, test } from "vitest";
import type { SessionQuota, SessionRecord } from "./session-ports.ts";
import { memoryStore, session, sha256 } from "./testing/fixtures.ts";

const minute = 60_000;

function setUp(limits = {}) {
  const { store, clock } = memoryStore({ limits });
  return { sessions: store.sessions, clock };
}

describe("a session", () => {
  test.each([
    ["with a certificate", "x5t"],
    ["without a certificate", null],
  ])("%s is found as it was created", (_title, certificate) => {
    const { sessions, clock } = setUp();
    const record = session("token", clock.now(), { certificate });
    sessions.create(record);
    expect(sessions.find(sha256("token"))).toEqual(record);
    expect(sessions.find(sha256("other"))).toBeNull();
  });

  test("ends after its idle time, for good", () => {
    const { sessions, clock } = setUp();
    sessions.create(session("token", clock.now()));
    clock.advance(30 * minute - 1);
    expect(sessions.find(sha256("token"))).not.toBeNull();
    clock.advance(1);
    expect(sessions.find(sha256("token"))).toBeNull();
    expect(sessions.remove(sha256("token"))).toBe(false);
  });

  test("lives on when touched, up to its maximum time", () => {
    const { sessions, clock } = setUp();
    sessions.create(session("token", clock.now()));
    for (let i = 0; i < 5; i += 1) {
      clock.advance(20 * minute);
      sessions.touch(sha256("token"));
    }
    expect(sessions.find(sha256("token"))?.latestAccessAt).toBe(clock.now());
    clock.advance(20 * minute);
    expect(sessions.find(sha256("token"))).toBeNull();
  });

  test("is not revived by a touch after it has ended", () => {
    const { sessions, clock } = setUp();
    sessions.create(session("token", clock.now()));
    clock.advance(30 * minute);
    sessions.touch(sha256("token"));
    expect(sessions.find(sha256("token"))).toBeNull();
  });

  test("is removed once", () => {
    const { sessions, clock } = setUp();
    sessions.create(session("token", clock.now()));
    expect([sessions.remove(sha256("token")), sessions.remove(sha256("token"))]).toEqual([true, false]);
    expect(sessions.find(sha256("token"))).toBeNull();
  });

  test("keeps properties of any text", () => {
    const { sessions, clock } = setUp();
    const properties = { "a'b\"c": "ü\u0000\n", "": "x" };
    sessions.create(session("token", clock.now(), { properties }));
    expect(sessions.find(sha256("token"))?.properties).toEqual(properties);
  });
});

test("purging removes idle and overdue sessions, and no other", () => {
  const { sessions, clock } = setUp();
  sessions.create(session("idle", clock.now()));
  sessions.create(session("overdue", clock.now(), { maxIdleMs: 999 * minute, maxSessionMs: 10 * minute }));
  sessions.create(session("alive", clock.now(), { maxIdleMs: 999 * minute }));
  clock.advance(30 * minute);
  expect([sessions.purgeExpired(), sessions.purgeExpired()]).toEqual([2, 0]);
  expect(sessions.find(sha256("alive"))).not.toBeNull();
});

test("sessions beyond the cap are refused until one has ended", () => {
  const { sessions, clock } = setUp({ sessions: 2 });
  for (const token of ["a", "b"]) sessions.create(session(token, clock.now()));
  expect(() => sessions.create(session("c", clock.now()))).toThrow(
    expect.objectContaining({ code: "store.sessions-full", status: 503 }),
  );
  clock.advance(30 * minute);
  sessions.create(session("c", clock.now()));
  expect(sessions.find(sha256("c"))).not.toBeNull();
});

describe("the sessions of a user", () => {
  function several(quota?: SessionQuota) {
    const { sessions, clock } = setUp();
    const begin = (token: string, changes: Partial<SessionRecord> = {}) => {
      clock.advance(1000);
      sessions.create(session(token, clock.now(), changes), quota);
    };
    const open = () => sessions.listByUser("alpha", "DEMO").map(({ handle }) => handle.replace("handle of ", ""));
    return { sessions, clock, begin, open };
  }

  test("are listed oldest first: in any spelling of the name, of this realm, alive", () => {
    const { begin, open, clock } = several();
    begin("a", { maxIdleMs: 10 * minute });
    begin("b", { username: "Demo" });
    begin("c", { username: "other" });
    begin("d", { realm: "beta" });
    expect(open()).toEqual(["a", "b"]);
    clock.advance(10 * minute);
    expect(open()).toEqual(["b"]);
  });

  test("are removed together, and nobody else's", () => {
    const { sessions, begin, open } = several();
    for (const token of ["a", "b"]) begin(token);
    begin("c", { username: "other" });
    begin("d", { realm: "beta" });
    expect([sessions.removeByUser("alpha", "Demo"), sessions.removeByUser("alpha", "Demo")]).toEqual([2, 0]);
    expect(open()).toEqual([]);
    for (const token of ["c", "d"]) expect(sessions.find(sha256(token))).not.toBeNull();
  });

  test.each([
    ["end-oldest", ["b", "new"]],
    ["end-next-expiring", ["a", "new"]],
    ["end-all", ["new"]],
  ] as const)("beyond the quota: %s leaves %j", (exceeded, left) => {
    const { begin, open } = several({ sessions: 2, exceeded });
    begin("other", { username: "other" });
    begin("a");
    begin("b", { maxIdleMs: 10 * minute });
    begin("new");
    expect(open()).toEqual(left);
  });

  test("beyond the quota are refused when it says so, until one has ended", () => {
    const { begin, open, sessions } = several({ sessions: 1, exceeded: "refuse" });
    begin("a");
    expect(() => begin("b")).toThrow(expect.objectContaining({ code: "store.session-quota", status: 403 }));
    expect(open()).toEqual(["a"]);
    sessions.remove(sha256("a"));
    begin("b");
    expect(open()).toEqual(["b"]);
  });
});

describe("a handle", () => {
  test("finds and removes its session while that is alive", () => {
    const { sessions, clock } = setUp();
    sessions.create(session("token", clock.now()));
    expect(sessions.findByHandle("handle of token")?.tokenHash).toEqual(sha256("token"));
    expect(sessions.findByHandle("handle of nothing")).toBeNull();
    clock.advance(30 * minute);
    expect(sessions.findByHandle("handle of token")).toBeNull();
    sessions.create(session("other", clock.now()));
    const removed = [sessions.removeByHandle("handle of other"), sessions.removeByHandle("handle of other")];
    expect(removed).toEqual([true, false]);
    expect(sessions.find(sha256("other"))).toBeNull();
  });
});

describe("properties", () => {
  test("are set, replaced and removed together, and no idle time restarts", () => {
    const { sessions, clock } = setUp();
    sessions.create(session("token", clock.now(), { properties: { a: "1", b: "2" } }));
    clock.advance(minute);
    const after = sessions.updateProperties(sha256("token"), { a: null, b: "3", c: "" });
    expect(after).toEqual({ b: "3", c: "" });
    expect(sessions.find(sha256("token"))).toMatchObject({ properties: after, latestAccessAt: clock.now() - minute });
  });

  test("of a session that is over or unknown cannot be changed", () => {
    const { sessions, clock } = setUp();
    sessions.create(session("token", clock.now()));
    expect(sessions.updateProperties(sha256("other"), { a: "1" })).toBeNull();
    clock.advance(30 * minute);
    expect(sessions.updateProperties(sha256("token"), { a: "1" })).toBeNull();
  });

  test("that are too large are refused, and the earlier ones stay", () => {
    const { sessions, clock } = setUp();
    sessions.create(session("token", clock.now()));
    expect(() => sessions.updateProperties(sha256("token"), { a: "x".repeat(65_536) })).toThrow(
      expect.objectContaining({ code: "store.too-large" }),
    );
    expect(sessions.find(sha256("token"))?.properties).toEqual({ AuthLevel: "3" });
  });
});
