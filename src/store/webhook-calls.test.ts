import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Store } from "./ports.ts";
import { memoryStore, session, sha256 } from "./testing/fixtures.ts";

const hooks = ["crm", "audit"];

describe("the webhooks of a session are owed a call each", () => {
  const oneMore = (store: Store, now: number): void =>
    store.sessions.create(session("other", now), { sessions: 1, exceeded: "end-oldest" });

  test.each<[string, (store: Store, now: number, later: () => number) => unknown]>([
    ["removed", ({ sessions }) => sessions.remove(sha256("token"))],
    ["removed by its handle", ({ sessions }) => sessions.removeByHandle("handle of token")],
    ["removed with all of its user", ({ sessions }) => sessions.removeByUser("alpha", "demo")],
    ["ended by a quota", oneMore],
    ["found to be over", ({ sessions }, _now, later) => [later(), sessions.find(sha256("token"))]],
    ["purged after its time", ({ sessions }, _now, later) => [later(), sessions.purgeExpired()]],
  ])("when it is %s", (_case, end) => {
    const { store, clock } = memoryStore();
    store.sessions.create(session("token", clock.now()), undefined, hooks);
    expect(store.webhookCalls.due(clock.now(), 10)).toEqual([]);
    const later = (): number => {
      clock.advance(1_800_000);
      return clock.now();
    };
    end(store, clock.now(), later);
    const { realm, username, universalId, properties } = session("token", 0);
    const owed = { realm, username, universalId, properties, attempts: 0 };
    expect(store.webhookCalls.due(clock.now(), 10)).toEqual([
      { id: 1, webhook: "crm", ...owed },
      { id: 2, webhook: "audit", ...owed },
    ]);
  });

  test("but not those of a session that has none", () => {
    const { store, clock } = memoryStore();
    store.sessions.create(session("token", clock.now()));
    expect(store.sessions.remove(sha256("token"))).toBe(true);
    expect(store.webhookCalls.due(clock.now(), 10)).toEqual([]);
  });
});

test("a call that was put off is due later, and one that was made no more", () => {
  const { store, clock } = memoryStore();
  store.sessions.create(session("token", clock.now()), undefined, hooks);
  store.sessions.remove(sha256("token"));
  store.webhookCalls.postpone(1, clock.now() + 1000);
  store.webhookCalls.remove(2);
  expect(store.webhookCalls.due(clock.now(), 10)).toEqual([]);
  clock.advance(1000);
  expect(store.webhookCalls.due(clock.now(), 10)).toMatchObject([{ webhook: "crm", attempts: 1 }]);
});

test("a call is owed still after a restart", () => {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-webhooks-"));
  try {
    const path = join(directory, "store.db");
    const before = memoryStore({ path });
    before.store.sessions.create(session("token", before.clock.now()), undefined, hooks);
    before.store.sessions.remove(sha256("token"));
    before.store.close();
    const after = memoryStore({ path });
    expect(after.store.webhookCalls.due(after.clock.now(), 1)).toMatchObject([{ webhook: "crm" }]);
    after.store.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
