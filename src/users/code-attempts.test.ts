import { expect, test } from "vitest";
import { silentLogger } from "../core/log.ts";
import type { CodeKind } from "../store/index.ts";
import { dailyCodes, withDailyBudget } from "./code-attempts.ts";
import { setUp } from "./testing/fixtures.ts";

const uncounted = { begin: () => ({ forgive: () => undefined }) };

async function budgets() {
  const { users, store, clock } = setUp();
  await users.create("/alpha", { username: "bob" });
  const budget = (kind: CodeKind) => {
    const options = { store: store.users, kind, budget: dailyCodes, clock, log: silentLogger };
    const attempts = withDailyBudget(uncounted, options);
    return (ok = false) => attempts.judge("/alpha", "bob", "192.0.2.1", () => ({ ok }));
  };
  return { budget, clock };
}

const tooMany = expect.objectContaining({ code: "users.too-many-attempts", retryAfter: 86_400 });

test.each<[CodeKind, CodeKind]>([
  ["generated", "sent"],
  ["sent", "generated"],
])("fifty wrong %s codes use up the day, and leave the %s ones alone", async (kind, other) => {
  const { budget, clock } = await budgets();
  for (let i = 0; i < 50; i += 1) budget(kind)();
  expect(budget(kind)).toThrow(tooMany);
  expect(() => budget(kind)(true)).toThrow(tooMany);
  for (let i = 0; i < 50; i += 1) budget(other)();
  expect(budget(other)).toThrow(tooMany);
  clock.advance(86_400_000);
  expect(budget(kind)).not.toThrow();
});

test.each<CodeKind>(["generated", "sent"])("right %s codes do not count", async (kind) => {
  const { budget } = await budgets();
  for (let i = 0; i < 60; i += 1) budget(kind)(true);
  expect(budget(kind)).not.toThrow();
});
