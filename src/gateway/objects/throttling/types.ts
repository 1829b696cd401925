import type { ObjectType } from "../../heap/model.ts";
import { circuitBreakerFilter } from "./circuit-breaker-filter.ts";
import { defaultRateThrottlingPolicy, mappedThrottlingPolicy } from "./rate-policies.ts";
import { throttlingFilter } from "./throttling-filter.ts";

export const throttlingTypes: readonly ObjectType[] = [
  circuitBreakerFilter,
  defaultRateThrottlingPolicy,
  mappedThrottlingPolicy,
  throttlingFilter,
];
