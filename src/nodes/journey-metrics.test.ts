import { expect, it } from "vitest";
import { createMetrics } from "../core/metrics.ts";
import { createJourneyMetrics } from "./journey-metrics.ts";

it("journeys are counted and timed by realm and key, in Prometheus' text format", async () => {
  const metrics = createMetrics();
  const journeys = createJourneyMetrics(metrics);
  journeys.mark("/alpha", 'a"\n');
  journeys.mark("/alpha", 'a"\n');
  journeys.time("/alpha", "login", 2);
  const { text, contentType } = await metrics.exposition();
  expect(contentType).toContain("text/plain");
  expect(text).toContain('sallyport_journey_meter_total{realm="/alpha",key="a\\"\\n"} 2');
  expect(text).toContain('sallyport_journey_timer_seconds_bucket{le="1",realm="/alpha",key="login"} 0');
  expect(text).toContain('sallyport_journey_timer_seconds_bucket{le="2.5",realm="/alpha",key="login"} 1');
  expect(text).toContain('sallyport_journey_timer_seconds_sum{realm="/alpha",key="login"} 2');
});

it("a script that makes up keys fills no memory: beyond a thousand they are counted together", async () => {
  const metrics = createMetrics();
  const journeys = createJourneyMetrics(metrics);
  for (let count = 0; count < 1100; count += 1) journeys.mark("/", `key ${count}`);
  journeys.mark("/", "key 7");
  const { text } = await metrics.exposition();
  expect(text.match(/^sallyport_journey_meter_total\{/gm)).toHaveLength(1001);
  expect(text).toContain('{realm="/",key="other"} 100');
  expect(text).toContain('{realm="/",key="key 7"} 2');
});
