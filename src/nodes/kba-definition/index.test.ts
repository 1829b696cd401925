import { describe, expect, it } from "vitest";
import { inputs, people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { kbaDefinitionNode } from "./index.ts";

const school = "What was the name of your first school?";
const kba = (question: string, answer: string) => inputs({ question, answer }, "KbaCreateCallback");
const define = (answers: ReturnType<typeof kba>[] | null, attributes = {}) =>
  runNode(kbaDefinitionNode, { answers, attributes });

describe("KBA Definition", () => {
  it("asks for as many questions as the realm says", async () => {
    const { action } = await define(null);
    expect(action).toMatchObject({ callbacks: [{ type: "KbaCreateCallback" }, { type: "KbaCreateCallback" }] });
    expect(JSON.stringify(action)).toContain(school);
  });

  it("keeps the answers in transient state only, and leaves by outcome", async () => {
    const { outcome, state } = await define([kba(school, " Oak Lane "), kba("First pet?", "Rex")]);
    expect(outcome).toBe("outcome");
    expect(state.snapshot("shared")).toEqual({});
    expect(state.getObject("objectAttributes")).toEqual({
      kbaInfo: [
        { questionId: "school", answer: "Oak Lane" },
        { customQuestion: "First pet?", answer: "Rex" },
      ],
    });
  });

  it.each([
    ["the same question twice", [kba(school, "a"), kba("school", "b")], {}],
    ["the same question in capitals", [kba("Pet?", "a"), kba("PET?", "b")], {}],
    ["a blank answer", [kba(school, " "), kba("Pet?", "b")], {}],
    ["a blank question", [kba(" ", "a"), kba("Pet?", "b")], {}],
    ["an endless answer", [kba(school, "x".repeat(257)), kba("Pet?", "b")], {}],
    [
      "one's own question, if that is not allowed",
      [kba(school, "a"), kba("Pet?", "b")],
      { allowUserDefinedQuestions: false },
    ],
    ["too few", [kba(school, "a")], {}],
  ])("asks again after %s", async (_case, answers, attributes) => {
    const { action, state } = await define(answers, attributes);
    expect(JSON.stringify(action)).toContain("Choose different questions");
    expect(state.keys()).toEqual([]);
  });

  it("fails when the realm has too few questions and own ones are not allowed", async () => {
    const { services } = await people({ securityQuestions: { questions: {} } });
    const attributes = { allowUserDefinedQuestions: false };
    const run = runNode(kbaDefinitionNode, { attributes, services });
    await expect(run).rejects.toMatchObject({ code: "nodes.questions-missing" });
  });
});
