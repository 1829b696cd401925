import { describe, expect, test } from "vitest";
import { memoryStore, sha256 } from "./testing/fixtures.ts";

function setUp(limits = {}) {
  const { store, clock } = memoryStore({ limits });
  const execution = (id: string, key = id, seconds = 60) => ({
    id,
    stepHash: sha256(key),
    expiresAt: clock.now() + seconds * 1000,
    sealed: Buffer.from([0, 1, 255, ...Buffer.from(id)]),
  });
  return { executions: store.executions, clock, execution };
}

describe("a waiting execution", () => {
  test("is read back as it was put, byte for byte", () => {
    const { executions, execution } = setUp();
    executions.put(execution("a"));
    expect(executions.read("a")).toEqual(execution("a"));
    expect(executions.read("b")).toBeNull();
  });

  test("is taken exactly once, whoever of a hundred asks", async () => {
    const { executions, execution } = setUp();
    executions.put(execution("a"));
    const taken = await Promise.all(Array.from({ length: 100 }, async () => executions.take("a", sha256("a"))));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(executions.read("a")).toBeNull();
  });

  test("stays when somebody asks with another key", () => {
    const { executions, execution } = setUp();
    executions.put(execution("a"));
    expect(executions.take("a", sha256("wrong"))).toBe(false);
    expect(executions.take("b", sha256("a"))).toBe(false);
    expect(executions.take("a", sha256("a"))).toBe(true);
  });

  test("put again with a new key voids the earlier key", () => {
    const { executions, execution } = setUp();
    executions.put(execution("a", "first"));
    executions.put(execution("a", "second"));
    expect(executions.take("a", sha256("first"))).toBe(false);
    expect(executions.take("a", sha256("second"))).toBe(true);
  });

  test("can neither be read nor taken from the moment it expires", () => {
    const { executions, execution, clock } = setUp();
    executions.put(execution("a"));
    clock.advance(59_999);
    expect(executions.read("a")).not.toBeNull();
    clock.advance(1);
    expect(executions.read("a")).toBeNull();
    expect(executions.take("a", sha256("a"))).toBe(false);
  });
});

describe("many executions", () => {
  test("only the expired ones are purged", () => {
    const { executions, execution, clock } = setUp();
    for (const id of ["a", "b"]) executions.put(execution(id));
    executions.put(execution("c", "c", 120));
    clock.advance(60_000);
    expect([executions.purgeExpired(), executions.purgeExpired()]).toEqual([2, 0]);
    expect(executions.read("c")).not.toBeNull();
  });

  test("beyond the cap are refused until the first one expires, with the seconds until then", () => {
    const { executions, execution, clock } = setUp({ executions: 3 });
    for (const [id, seconds] of [
      ["a", 20],
      ["b", 60],
      ["c", 60],
    ] as const)
      executions.put(execution(id, id, seconds));
    clock.advance(500);
    expect(() => executions.put(execution("d"))).toThrow(
      expect.objectContaining({ code: "store.executions-full", status: 503, retryAfter: 20 }),
    );
    clock.advance(19_500);
    executions.put(execution("d"));
    expect(() => executions.put(execution("e"))).toThrow(expect.objectContaining({ code: "store.executions-full" }));
  });

  test("make room when one is taken", () => {
    const { executions, execution } = setUp({ executions: 1 });
    executions.put(execution("a"));
    executions.take("a", sha256("a"));
    executions.put(execution("b"));
    expect(executions.read("b")).not.toBeNull();
  });

  test("an execution above the size limit is refused", () => {
    const { executions, execution } = setUp({ sealedBytes: 10 });
    expect(() => executions.put({ ...execution("a"), sealed: Buffer.alloc(11) })).toThrow(
      expect.objectContaining({ code: "store.too-large" }),
    );
    expect(executions.read("a")).toBeNull();
  });
});
