import { z } from "zod";
import { Secret } from "../../core/secret.ts";
import { answerText, goTo, type NodeContext, passwordCallback, send } from "../../journey/index.ts";
import { node } from "../define.ts";
import { identityAttribute } from "../identity/config.ts";
import { questionText } from "../identity/policy.ts";
import { nameIn, subjectOf } from "../identity/subject.ts";
import type { NodeServices } from "../services.ts";
import { chooseQuestions } from "./choose-questions.ts";

const config = z.object({
  kbaInfoAttribute: z.string().min(1).max(64).default("kbaInfo").meta({
    title: "KBA Attribute",
    description: "Of no effect here: answers are kept hashed, and are no attribute. Kept for exports.",
  }),
  identityAttribute: identityAttribute(),
});

const memorySchema = z.object({ questions: z.array(z.string()).default([]), username: z.string().default("") });

type Context = NodeContext<z.output<typeof config>, NodeServices>;

/** Asks security questions that the user has answered before. */
export const kbaVerificationNode = node({
  type: "KbaVerifyNode",
  version: 1,
  title: "KBA Verification",
  tags: ["identity management"],
  config,
  outcomes: { true: "True", false: "False" },
  reads: ({ identityAttribute }) => ["username", identityAttribute],
  writes: [],
  run(context) {
    const { answers } = context;
    return answers === null ? ask(context) : verify(context, answers);
  },
});

/** A person who does not exist, or has no questions, is asked, too. */
function ask(context: Context) {
  const { config, realm, request, services } = context;
  const policy = services.identityPolicy(realm);
  const { questions, minimumAnswersToVerify } = policy.securityQuestions;
  const identity = subjectOf(context, config.identityAttribute);
  const username = identity?.username ?? nameIn(context) ?? "";
  const answered = identity === null ? [] : services.users.securityQuestions(realm, identity.username).list();
  const candidates = answered.length > 0 ? answered : Object.keys(questions);
  const chosen = chooseQuestions(candidates, username, minimumAnswersToVerify);
  if (chosen.length === 0) return goTo("false", { reason: "there is no question to ask" });
  const texts = chosen.map((question) => questionText(policy, question, request.locales));
  return send(
    texts.map((text) => passwordCallback(text)),
    { memory: { questions: chosen, username: identity?.username ?? "" } },
  );
}

async function verify(context: Context, answers: NonNullable<Context["answers"]>) {
  const { config, memory, realm, request, services } = context;
  const { questions, username } = memorySchema.parse(memory);
  const identity = subjectOf(context, config.identityAttribute);
  const kept = services.users.securityQuestions(realm, username);
  let wrong = 0;
  // All of them, so that nobody learns which one was wrong.
  for (const [index, question] of questions.entries()) {
    const isRight = await kept.verify(question, new Secret(answerText(answers[index])), { clientIp: request.clientIp });
    if (!isRight) wrong++;
  }
  if (questions.length === 0 || wrong > 0) return goTo("false", { reason: `${wrong} of ${questions.length} wrong` });
  // On a page, the name can be changed together with the answers.
  if (identity?.username !== username) return goTo("false", { reason: "the questions were somebody else's" });
  return goTo("true");
}
