import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("what was counted is there whenever somebody looks, whichever way it was counted", async () => {
  const metrics = createMetrics();
  const counter = metrics.counter({ name: "requests_total", help: "Requests.", labels: ["route", "status"] });
  const good = counter.of({ route: "a", status: "2xx" });
  counter.of({ route: "b", status: "2xx" });
  good.add();
  counter.of({ route: "a", status: "2xx" }).add();
  counter.add({ route: "a", status: "2xx" }, 3);
  const lines = async () => (await metrics.exposition()).text.split("\n").filter((line) => line.startsWith("requests"));
  expect(await lines()).toEqual(['requests_total{route="a",status="2xx"} 5']);
  good.add();
  expect(await lines()).toEqual(['requests_total{route="a",status="2xx"} 6']);
  expect(await metrics.snapshot()).toMatchObject([{ values: [{ value: 6 }] }]);
});

test("every value of a distribution is there whenever somebody looks, however many there were", async () => {
  const metrics = createMetrics();
  const histogram = metrics.histogram({ name: "seconds", help: "Seconds.", labels: ["route"], buckets: [1, 2] });
  const lines = async () => (await metrics.exposition()).text.split("\n").filter((line) => line.startsWith("seconds"));
  histogram.of({ route: "a" }).observe(0.5);
  histogram.observe({ route: "a" }, 1.5);
  expect(await lines()).toEqual([
    'seconds_bucket{le="1",route="a"} 1',
    'seconds_bucket{le="2",route="a"} 2',
    'seconds_bucket{le="+Inf",route="a"} 2',
    'seconds_sum{route="a"} 2',
    'seconds_count{route="a"} 2',
  ]);
  for (let count = 0; count < 1_000; count += 1) histogram.of({ route: "a" }).observe(3);
  expect(await lines()).toContain('seconds_count{route="a"} 1002');
  expect(await metrics.snapshot()).toMatchObject([{ name: "seconds", type: "histogram" }]);
});
