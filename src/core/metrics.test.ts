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
