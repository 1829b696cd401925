import { describe, expect, it } from "vitest";
import {
  type Action,
  type Answer,
  createTreeState,
  goTo,
  type NodeState,
  nameCallback,
  send,
  suspend,
} from "../../journey/index.ts";
import { runPage } from "./run-page.ts";

type Child = (answers: readonly Answer[] | null) => Action;

const asks =
  (prompt: string): Child =>
  (answers) =>
    answers?.[0]?.values[""] ? goTo("outcome") : send([nameCallback(prompt)]);
const metadata: Child = () => send([{ type: "MetadataCallback", output: [], inputs: [] }]);

/** A page over these children, driven as the engine does it. */
function page(children: Record<string, Child>, state: NodeState = createTreeState({}, {})) {
  const run = (answers: readonly string[] | null, memory = {}) =>
    runPage(
      {
        answers: answers === null ? null : answers.map((value) => ({ type: "NameCallback", values: { "": value } })),
        memory,
        state,
        runChild: async (id, input) => (children[id] as Child)(input.answers),
      },
      Object.keys(children),
      { header: "Sign in" },
    );
  return run;
}

const asked = (action: Action) => (action.kind === "send" ? action : expect.fail("the page did not ask"));
const ids = (action: Action) => asked(action).callbacks.map(({ id, output }) => [id, output[0]?.value]);

describe("Page Node", () => {
  it("shows the callbacks of every child, numbered from 0, under its header", async () => {
    const action = await page({ user: asks("User Name"), password: asks("Password") })(null);
    expect(ids(action)).toEqual([
      [0, "User Name"],
      [1, "Password"],
    ]);
    expect(action).toMatchObject({ header: "Sign in" });
  });

  it("gives each child its own answers and leaves by the outcome of the last", async () => {
    const run = page({
      user: asks("User Name"),
      decide: (answers) =>
        answers === null ? send([nameCallback("Code")]) : goTo(answers[0]?.values[""] === "1" ? "true" : "false"),
    });
    const first = asked(await run(null));
    expect(await run(["dana", "1"], first.memory)).toMatchObject({ kind: "goTo", outcome: "true" });
    expect(await run(["dana", "2"], first.memory)).toMatchObject({ kind: "goTo", outcome: "false" });
  });

  it("is sent again while a child still asks; the satisfied child keeps its id, the other gets a new one", async () => {
    const run = page({ user: asks("User Name"), password: asks("Password") });
    const again = await run(["dana", ""], asked(await run(null)).memory);
    expect(ids(again)).toEqual([
      [0, "User Name"],
      [2, "Password"],
    ]);
    expect(await run(["dana", "secret"], asked(again).memory)).toMatchObject({ kind: "goTo", outcome: "outcome" });
  });

  it("goes on when only metadata is pending and the last child has an outcome", async () => {
    expect(await page({ info: metadata, last: () => goTo("outcome") })(null)).toMatchObject({ outcome: "outcome" });
  });

  it("fails when only metadata is pending and there is no outcome", async () => {
    await expect(page({ info: metadata })(null)).rejects.toMatchObject({ code: "nodes.metadata-only-page" });
  });

  it("keeps in shared state which child each callback belongs to, as long as it is shown", async () => {
    const state = createTreeState({}, {});
    const run = page({ user: asks("User Name"), password: asks("Password") }, state);
    const again = await run(["dana", ""], asked(await run(null)).memory);
    expect(state.get("pageNodeCallbacks")).toEqual({ 0: 0, 2: 1 });
    await run(["dana", "secret"], asked(again).memory);
    expect(state.isDefined("pageNodeCallbacks")).toBe(false);
  });

  it("passes on what its children want of the session, but neither their hooks nor their webhooks", async () => {
    const wants: Child = () =>
      goTo("outcome", { sessionProperties: { a: "1" }, maxIdleTime: 5, hooks: [{}], logoutWebhook: "w", stage: "s" });
    const action = await page({ first: wants, last: () => goTo("outcome", { sessionProperties: { b: "2" } }) })(null);
    expect(action).toEqual({
      kind: "goTo",
      outcome: "outcome",
      sessionProperties: { a: "1", b: "2" },
      maxIdleTime: 5,
      logs: [],
    });
  });

  it("fails when a child suspends the journey", async () => {
    const run = page({ mail: () => suspend({ message: () => "" }) });
    await expect(run(null)).rejects.toMatchObject({ code: "nodes.page-suspends" });
  });

  it("fails without nodes", async () => {
    await expect(page({})(null)).rejects.toMatchObject({ code: "nodes.empty-page" });
  });
});
