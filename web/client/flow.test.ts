import { expect, test } from "vitest";
import { createFlow, type FlowState } from "./flow.ts";
import { type FakeAnswer, fakeServer, nameStep, pollStep, success, timedOut } from "./testing/fake-server.ts";

const entered = new Map([["IDToken1", "demo"]]);

/** A flow against given answers; `tick` runs what was scheduled and not cancelled. */
function flowOf(answers: readonly FakeAnswer[], parameters: Record<string, string> = {}) {
  const server = fakeServer(answers, parameters);
  const states: FlowState[] = [];
  const traces: string[] = [];
  const scheduled = new Map<number, { task: () => Promise<void>; milliseconds: number }>();
  const flow = createFlow({
    context: server.context,
    show: (state) => states.push(state),
    trace: (id) => traces.push(id),
    schedule(task, milliseconds) {
      const key = scheduled.size;
      scheduled.set(key, { task, milliseconds });
      return () => scheduled.delete(key);
    },
  });
  return {
    flow,
    states,
    traces,
    requests: server.requests,
    kinds: () => states.map(({ kind }) => kind).filter((kind) => kind !== "busy"),
    waits: () => [...scheduled.values()].map(({ milliseconds }) => milliseconds),
    async tick() {
      const due = [...scheduled.values()];
      scheduled.clear();
      for (const { task } of due) await task();
    },
  };
}

test("a journey goes from its steps to the session", async () => {
  const { flow, kinds, states } = flowOf([{ body: nameStep("a1") }, { body: nameStep("a2") }, { body: success }]);
  await flow.begin();
  await flow.submit(entered);
  await flow.submit(entered);
  expect(kinds()).toEqual(["step", "step", "success"]);
  expect(states.map(({ kind }) => kind === "busy")).toEqual([true, false, true, false, true, false]);
});

test("a second press while the first is under way sends nothing", async () => {
  const { flow, requests } = flowOf([{ body: nameStep("a1") }, { body: success }]);
  await flow.begin();
  await Promise.all([flow.submit(entered), flow.submit(entered), flow.begin()]);
  expect(requests).toHaveLength(2);
});

test("a step may be answered while it is shown, as those are that need nobody", async () => {
  const server = fakeServer([{ body: pollStep("a1") }, { body: success }]);
  const kinds: string[] = [];
  let isPolling = false;
  const flow = createFlow({
    context: server.context,
    show({ kind }) {
      kinds.push(kind);
      if (kind === "step") ended = flow.submit(new Map());
    },
    trace: () => undefined,
    schedule() {
      isPolling = true;
      return () => {
        isPolling = false;
      };
    },
  });
  let ended = Promise.resolve();
  await flow.begin();
  await ended;
  expect(kinds).toEqual(["busy", "step", "busy", "success"]);
  expect(isPolling).toBe(false);
});

test("a name that was typed stands in its field again when the time was up later", async () => {
  const password = { type: "PasswordCallback", output: [{ name: "prompt", value: "Password" }] };
  const second = { authId: "a2", callbacks: [{ ...password, input: [{ name: "IDToken1", value: "" }] }] };
  const { flow, states } = flowOf([{ body: nameStep("a1") }, { body: second }, timedOut, { body: nameStep("a3") }]);
  await flow.begin();
  await flow.submit(entered);
  await flow.submit(new Map([["IDToken1", "secret"]]));
  expect(states.at(-1)).toMatchObject({ kind: "step", step: { callbacks: [{ inputs: [{ value: "demo" }] }] } });
});

test("when the time was up at the first step, the journey begins again and gets the same answers", async () => {
  const { flow, kinds, requests } = flowOf([
    { body: nameStep("a1") },
    timedOut,
    { body: nameStep("a2") },
    { body: success },
  ]);
  await flow.begin();
  await flow.submit(entered);
  expect(kinds()).toEqual(["step", "success"]);
  expect(requests.at(-1)?.body).toMatchObject({ authId: "a2", callbacks: [{ input: [{ value: "demo" }] }] });
});

test("the same answers are not sent to other questions", async () => {
  const { flow, states } = flowOf([{ body: nameStep("a1") }, timedOut, { body: pollStep("a2") }]);
  await flow.begin();
  await flow.submit(entered);
  expect(states.at(-1)).toMatchObject({ kind: "step", notice: "timed-out" });
});

test("the same answers are sent again only once", async () => {
  const { flow, kinds } = flowOf([{ body: nameStep("a1") }, timedOut, { body: nameStep("a2") }, timedOut]);
  await flow.begin();
  await flow.submit(entered);
  expect(kinds()).toEqual(["step", "stopped"]);
});

test("when the time was up later, the journey begins again with a notice", async () => {
  const { flow, states } = flowOf([
    { body: nameStep("a1") },
    { body: nameStep("a2") },
    timedOut,
    { body: nameStep("a3") },
  ]);
  await flow.begin();
  await flow.submit(entered);
  await flow.submit(entered);
  expect(states.at(-1)).toMatchObject({ kind: "step", notice: "timed-out", step: { body: { authId: "a3" } } });
});

test("a journey that starts again keeps the parameters of the page, but not what may be sent once", async () => {
  const { flow, requests } = flowOf([{ status: 401 }, { body: nameStep("a1") }], { goto: "/app", suspendedId: "s" });
  await flow.begin();
  await flow.begin();
  expect(requests.map(({ url }) => new URL(url).search)).toEqual(["?goto=%2Fapp&suspendedId=s", "?goto=%2Fapp"]);
});

test("what got no answer is sent again as it was", async () => {
  const { flow, kinds, requests } = flowOf([{ body: nameStep("a1") }, "no-answer", { body: success }]);
  await flow.begin();
  await flow.submit(entered);
  await flow.retry();
  expect(kinds()).toEqual(["step", "stopped", "success"]);
  expect(requests[2]).toEqual(requests[1]);
});

test("a polling step is answered when its time has come, and tells when the question is unchanged", async () => {
  const { flow, states, tick, waits } = flowOf([{ body: pollStep("a1") }, { body: pollStep("a2") }, { body: success }]);
  await flow.begin();
  expect(waits()).toEqual([5000]);
  await tick();
  expect(states.at(-1)).toMatchObject({ kind: "step", notice: "still-waiting" });
  await tick();
  expect(states.at(-1)).toMatchObject({ kind: "success" });
  expect(waits()).toEqual([]);
});

test("a button that is pressed while polling cancels the poll", async () => {
  const { flow, waits } = flowOf([{ body: pollStep("a1") }, { status: 401 }]);
  await flow.begin();
  await flow.submit(new Map());
  expect(waits()).toEqual([]);
});

test.each([
  ["0", 500],
  ["-1", 500],
  ["", 500],
  ["86400000", 30_000],
])("a waiting time of %j ms becomes %d ms", async (waitTime, expected) => {
  const { flow, waits } = flowOf([{ body: pollStep("a1", waitTime) }]);
  await flow.begin();
  expect(waits()).toEqual([expected]);
});

test("polling ends after ten minutes, and goes on when the person wants to", async () => {
  const { flow, kinds, tick, waits } = flowOf(Array(22).fill({ body: pollStep("a", "30000") }));
  await flow.begin();
  for (let minutes = 0; minutes < 10.5; minutes += 0.5) await tick();
  expect(kinds().at(-1)).toBe("waited-long");
  expect(waits()).toEqual([]);
  await flow.retry();
  expect(waits()).toEqual([30_000]);
});

test("signing out tells whether the session has ended, and can be tried again", async () => {
  const { flow, states } = flowOf([{ body: success }, "no-answer", { body: {} }]);
  await flow.begin();
  await flow.signOut("token");
  expect(states.at(-1)).toEqual({ kind: "signed-out", ended: false });
  await flow.retry();
  expect(states.at(-1)).toEqual({ kind: "signed-out", ended: true });
});

test("every answer's transaction id is told", async () => {
  const headers = { "X-ForgeRock-TransactionId": "t-1" };
  const { flow, traces } = flowOf([{ body: nameStep("a1"), headers }, { body: success }]);
  await flow.begin();
  await flow.submit(entered);
  expect(traces).toEqual(["t-1", ""]);
});
