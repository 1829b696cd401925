import { expect, it } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { createRecorder } from "./recorder.ts";

it("keeps the latest requests only", () => {
  const recorder = createRecorder(frozenClock(0), 3);
  for (const path of ["/1", "/2", "/3", "/4"]) recorder.begin("GET", path);
  expect(recorder.entries().map((entry) => entry.path)).toEqual(["/2", "/3", "/4"]);
});

it("shows a request before it is answered", () => {
  const recorder = createRecorder(frozenClock(0));
  const note = recorder.begin("GET", "/x?secret=1");
  expect(recorder.entries()).toMatchObject([{ path: "/x", status: null }]);
  note({ status: 204 });
  expect(recorder.entries()).toMatchObject([{ path: "/x", status: 204 }]);
});
