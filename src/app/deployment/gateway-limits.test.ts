import { expect, test } from "vitest";
import { gatewayLimits, limitsOf } from "./gateway-limits.ts";

test("limits are said in seconds and bytes, and what is not said is the gateway's own", () => {
  const given = { bodyBytes: 2 ** 30, requestSeconds: 3_600, idleSeconds: 30, leastRate: 0, leastRateSeconds: 5 };
  expect(limitsOf(gatewayLimits.parse(given))).toEqual({
    bodyBytes: 2 ** 30,
    requestTimeout: 3_600_000,
    idleTimeout: 30_000,
    leastRate: 0,
    leastRateGrace: 5_000,
  });
  expect(limitsOf(gatewayLimits.parse({}))).toEqual({});
});
