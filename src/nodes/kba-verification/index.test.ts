import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { Secret } from "../../core/secret.ts";
import { people } from "../testing/people.ts";
import { runNode } from "../testing/run-node.ts";
import { chooseQuestions } from "./choose-questions.ts";
import { kbaVerificationNode } from "./index.ts";

const answered = new Map([
  ["school", "Oak Lane"],
  ["First pet?", "Rex"],
]);

async function setting(minimumAnswersToVerify = 2) {
  const { services, users } = await people({ securityQuestions: { minimumAnswersToVerify } });
  const answers = [...answered].map(([question, answer]) => [question, new Secret(answer)] as const);
  await users.securityQuestions("/alpha", "dana").set(new Map(answers));
  const ask = async (username: string) => {
    const { action, outcome } = await runNode(kbaVerificationNode, { shared: { username }, services });
    const sent = action.kind === "send" ? action : undefined;
    return {
      outcome,
      memory: sent?.memory ?? {},
      prompts: sent?.callbacks.map(({ output }) => output[0]?.value) ?? [],
    };
  };
  const answer = async (username: string, memory: JsonObject, given: string[]) =>
    runNode(kbaVerificationNode, { shared: { username }, services, memory, answers: given });
  return { ask, answer };
}

describe("KBA Verification", () => {
  it("leaves by true when every answer is right, whatever case and spacing", async () => {
    const { ask, answer } = await setting();
    const { memory, prompts } = await ask("dana");
    const given = prompts.map((prompt) => (prompt === "First pet?" ? "REX" : " oak  lane "));
    expect((await answer("dana", memory, given)).outcome).toBe("true");
  });

  it("leaves by false when one is wrong, and says not which", async () => {
    const { ask, answer } = await setting();
    const { memory, prompts } = await ask("dana");
    const given = prompts.map((prompt) => (prompt === "First pet?" ? "Rex" : "Elm"));
    expect((await answer("dana", memory, given)).action).toMatchObject({ outcome: "false", reason: "1 of 2 wrong" });
  });

  it("asks a person always the same questions", async () => {
    const { ask } = await setting(1);
    expect((await ask("dana")).prompts).toEqual((await ask("DANA")).prompts);
  });

  it.each(["bob", "nobody"])("asks %s, who has no questions, and takes no answer", async (username) => {
    const { ask, answer } = await setting();
    const { memory, prompts } = await ask(username);
    expect(prompts).toHaveLength(2);
    expect((await answer(username, memory, ["Oak Lane", "Rex"])).outcome).toBe("false");
  });

  it("takes no answers of one person for another", async () => {
    const { ask, answer } = await setting();
    const { memory, prompts } = await ask("dana");
    const given = prompts.map((prompt) => (prompt === "First pet?" ? "Rex" : "Oak Lane"));
    expect((await answer("bob", memory, given)).outcome).toBe("false");
  });

  it("leaves by false when nothing was asked", async () => {
    const { answer } = await setting();
    expect((await answer("dana", {}, [])).outcome).toBe("false");
  });

  it("chooses without regard to the order that the questions are kept in", () => {
    expect(chooseQuestions(["a", "b", "c"], "x", 2)).toEqual(chooseQuestions(["c", "b", "a"], "X", 2));
  });
});
