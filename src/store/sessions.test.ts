import { describe, expect, test } from "vitest";
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
