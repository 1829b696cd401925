import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import { gatewayErrors } from "../../errors.ts";
import { answering, buildFilter, buildObject, testExchange } from "../../testing/exchange.ts";
import { el } from "../../testing/harness.ts";
import { createTokenBuckets } from "./token-buckets.ts";

const rate = { numberOfRequests: 2, duration: "10 seconds" };
const start = "2026-11-23T00:00:00Z";
const byUser = el("request.headers['User'][0]");
const from = (user: string) => testExchange({ headers: ["User", user] });

describe("ThrottlingFilter", () => {
  test("over the rate the answer is 429, and Retry-After is the wait for the next token, rounded up", async () => {
    const clock = frozenClock(start);
    const filter = await buildFilter("ThrottlingFilter", { rate }, { services: { clock } });
    const ask = async () => {
      const { status, headers } = await filter(testExchange(), answering(200));
      return [status, headers.first("retry-after")];
    };
    expect([await ask(), await ask()]).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    expect(await ask()).toEqual([429, "5"]);
    clock.advance(4_001);
    expect(await ask()).toEqual([429, "1"]);
    clock.advance(999);
    expect(await ask()).toEqual([200, undefined]);
    expect(await ask()).toEqual([429, "5"]);
    clock.advance(3_600_000);
    expect([await ask(), await ask(), await ask()].map(([status]) => status)).toEqual([200, 200, 429]);
  });

  test("groups have rates of their own", async () => {
    const filter = await buildFilter("ThrottlingFilter", {
      requestGroupingPolicy: byUser,
      rate: { ...rate, numberOfRequests: "1" },
    });
    const statuses = [];
    for (const user of ["a", "b", "a"]) statuses.push((await filter(from(user), answering(200))).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  test("a request without a group is refused, not let through", async () => {
    const filter = await buildFilter("ThrottlingFilter", { requestGroupingPolicy: byUser, rate });
    await expect(filter(testExchange(), answering(200))).rejects.toMatchObject({ code: "gateway.expression-failed" });
  });

  test.each([
    ["gold", 3],
    ["silver", 1],
    ["unknown", 2],
  ])("a mapped rate: %s passes %d times", async (user, passes) => {
    const policy = {
      type: "MappedThrottlingPolicy",
      config: {
        throttlingRateMapper: byUser,
        throttlingRatesMapping: {
          gold: { numberOfRequests: 3, duration: "10 s" },
          silver: { numberOfRequests: 1, duration: "10 s" },
        },
        defaultRate: rate,
      },
    };
    const filter = await buildFilter("ThrottlingFilter", {
      requestGroupingPolicy: byUser,
      throttlingRatePolicy: policy,
    });
    let passed = 0;
    for (let asked = 0; asked < 5; asked += 1)
      if ((await filter(from(user), answering(200))).status === 200) passed += 1;
    expect(passed).toBe(passes);
  });

  test.each([
    ["without a default nothing is limited", "MappedThrottlingPolicy", 5],
    ["DefaultRateThrottlingPolicy has one", "DefaultRateThrottlingPolicy", 2],
  ])("a policy that has no rate: %s", async (_what, type, passes) => {
    const mapped = {
      type: "MappedThrottlingPolicy",
      config: { throttlingRateMapper: byUser, throttlingRatesMapping: {} },
    };
    const throttlingRatePolicy =
      type === mapped.type ? mapped : { type, config: { delegateThrottlingRatePolicy: mapped, defaultRate: rate } };
    const filter = await buildFilter("ThrottlingFilter", { throttlingRatePolicy });
    let passed = 0;
    for (let asked = 0; asked < 5; asked += 1)
      if ((await filter(from("a"), answering(200))).status === 200) passed += 1;
    expect(passed).toBe(passes);
  });

  test.each([
    [{}, ""],
    [{ rate, throttlingRatePolicy: "P" }, "/throttlingRatePolicy"],
    [{ rate: { ...rate, numberOfRequests: 0 } }, "/rate/numberOfRequests"],
    [{ rate: { ...rate, duration: "unlimited" } }, "/rate/duration"],
    [{ rate: { numberOfRequests: 1, duration: "0 s" } }, "/rate/duration"],
    [{ rate, cleaningInterval: "2 days" }, "/cleaningInterval"],
    [{ rate, cleaningInterval: "zero" }, "/cleaningInterval"],
    [{ rate, executor: "Nobody" }, "/executor"],
    [{ throttlingRatePolicy: "Nobody" }, "/throttlingRatePolicy"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildFilter("ThrottlingFilter", config)).rejects.toThrow(`test.json/object/config${pointer}: `);
  });
});

describe("token buckets", () => {
  test("no run of requests gets more than the rate and one full bucket", () => {
    const steps = fc.array(fc.tuple(fc.nat(3_000), fc.nat(5)), { maxLength: 40 });
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 5_000 }),
        (run, requests, duration) => {
          const clock = frozenClock(start);
          const buckets = createTokenBuckets(clock);
          let taken = 0;
          for (const [pause, attempts] of run) {
            clock.advance(pause);
            for (let attempt = 0; attempt < attempts; attempt += 1) {
              const decision = buckets.take("a", { requests, duration });
              if (decision.taken) taken += 1;
              else expect(decision.retryAfter).toBeLessThanOrEqual(Math.max(1, Math.ceil(duration / requests / 1_000)));
            }
          }
          expect(taken).toBeLessThanOrEqual(requests + Math.floor((clock.elapsed() * requests) / duration + 1e-6));
        },
      ),
    );
  });

  test("their number is bounded: the one used longest ago goes", () => {
    const buckets = createTokenBuckets(frozenClock(start), 2);
    const one = { requests: 1, duration: 1_000 };
    expect(["a", "b", "a", "c", "a", "b"].map((group) => buckets.take(group, one).taken)).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  test("another rate is no way to a full bucket", () => {
    const buckets = createTokenBuckets(frozenClock(start));
    expect(buckets.take("a", { requests: 1, duration: 1_000 }).taken).toBe(true);
    expect(buckets.take("a", { requests: 100, duration: 1_000 }).taken).toBe(false);
  });
});

describe("CircuitBreakerFilter", () => {
  const failing = async () => Promise.reject(gatewayErrors.error("gateway.upstream-failed"));
  const build = async (config: object, clock = frozenClock(start)) => {
    const around = { services: { clock }, handlers: { Teapot: answering(418) } };
    const filter = await buildFilter(
      "CircuitBreakerFilter",
      { maxFailures: 2, openDuration: "10 s", ...config },
      around,
    );
    return async (next = answering(200)) => {
      try {
        return (await filter(testExchange(), next)).status;
      } catch (problem) {
        return problem instanceof Error && "code" in problem ? problem.code : "unknown";
      }
    };
  };

  test("opens after the failures, answers without asking, and closes after its time with nothing counted", async () => {
    const clock = frozenClock(start);
    const ask = await build({}, clock);
    expect([await ask(failing), await ask(failing)]).toEqual(["gateway.upstream-failed", "gateway.upstream-failed"]);
    expect(await ask()).toBe("gateway.upstream-busy");
    clock.advance(10_000);
    expect([await ask(failing), await ask()]).toEqual(["gateway.upstream-failed", 200]);
  });

  test("an openHandler answers while it is open", async () => {
    const ask = await build({ openHandler: "Teapot" });
    await ask(failing);
    await ask(failing);
    expect(await ask()).toBe(418);
  });

  test("failures count among the last requests of the sliding counter", async () => {
    const ask = await build({ slidingCounter: { size: 3 } });
    for (const next of [failing, answering(200), answering(200), failing]) await ask(next);
    expect(await ask()).toBe(200);
    for (const next of [failing, answering(200), failing]) await ask(next);
    expect(await ask()).toBe("gateway.upstream-busy");
  });

  test("answers, and mistakes of clients, are no failures", async () => {
    const ask = await build({});
    const tooLarge = async () => Promise.reject(gatewayErrors.error("gateway.body-too-large"));
    for (let count = 0; count < 5; count += 1) {
      await ask(answering(500));
      await ask(tooLarge);
    }
    expect(await ask()).toBe(200);
  });

  test.each([
    [{ maxFailures: 0, openDuration: "1 s" }, "/maxFailures"],
    [{ maxFailures: 1 }, "/openDuration"],
    [{ maxFailures: 1, openDuration: "unlimited" }, "/openDuration"],
    [{ maxFailures: 2, openDuration: "1 s", slidingCounter: { size: 2 } }, "/slidingCounter/size"],
    [{ maxFailures: 2, openDuration: "1 s", openHandler: "Nobody" }, "/openHandler"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildObject("CircuitBreakerFilter", config)).rejects.toThrow(`config${pointer}: `);
  });
});
