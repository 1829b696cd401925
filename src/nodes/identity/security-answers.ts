import { z } from "zod";
import type { Json, JsonObject } from "../../core/json.ts";
import { Secret } from "../../core/secret.ts";
import { type IdentityPolicy, questionId } from "./policy.ts";

/** Answers to security questions as a journey collects them: IDM's `kbaInfo`. */

const entriesSchema = z.array(
  z.looseObject({ questionId: z.string().optional(), customQuestion: z.string().optional(), answer: z.string() }),
);

/** An entry of `kbaInfo`. */
export function answerEntry(policy: IdentityPolicy, question: string, answer: string): JsonObject {
  const id = questionId(policy, question);
  return id === null ? { customQuestion: question, answer } : { questionId: id, answer };
}

/** Question, by its id or as it was given, and answer. Whatever else stands there is ignored. */
export function answersIn(kbaInfo: Json | undefined, policy: IdentityPolicy): Map<string, Secret> {
  const { data = [] } = entriesSchema.safeParse(kbaInfo);
  return new Map(
    data.flatMap(({ questionId: id, customQuestion = "", answer }) => {
      const question = id ?? questionId(policy, customQuestion) ?? customQuestion;
      return question === "" ? [] : [[question, new Secret(answer)] as const];
    }),
  );
}
