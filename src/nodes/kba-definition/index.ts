import { z } from "zod";
import {
  type Answer,
  answerText,
  goTo,
  kbaCreateCallback,
  messageTypes,
  send,
  textOutputCallback,
} from "../../journey/index.ts";
import { node } from "../define.ts";
import { nodeErrors } from "../errors.ts";
import { collectSecret } from "../identity/collected.ts";
import { questionId } from "../identity/policy.ts";
import { answerEntry } from "../identity/security-answers.ts";
import { localise, localisedText } from "../localised.ts";

const config = z.object({
  message: localisedText.meta({ title: "Message", description: "What the person is asked for, by locale." }),
  allowUserDefinedQuestions: z.boolean().default(true).meta({
    title: "Allow User-Defined Questions",
    description: "Accept questions of one's own besides those of the realm.",
  }),
});

const longest = 256;

/** Asks for security questions and their answers. */
export const kbaDefinitionNode = node({
  type: "KbaCreateNode",
  version: 1,
  title: "KBA Definition",
  tags: ["identity management"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["objectAttributes"],
  run({ answers, config: { allowUserDefinedQuestions, message }, realm, request, services, state }) {
    const policy = services.identityPolicy(realm);
    const { minimumAnswersToDefine, questions } = policy.securityQuestions;
    const texts = Object.values(questions).map((text) => localise(text, request.locales));
    if (!allowUserDefinedQuestions && texts.length < minimumAnswersToDefine) {
      throw nodeErrors.error("nodes.questions-missing", { detail: `realm.json of ${realm} has too few questions` });
    }
    const prompt = localise(message, request.locales) || "Select a security question";
    const ask = Array.from({ length: minimumAnswersToDefine }, () =>
      kbaCreateCallback(prompt, texts, allowUserDefinedQuestions),
    );
    if (answers === null) return send(ask);
    const given = answers.filter(({ type }) => type === "KbaCreateCallback").map(toQuestion);
    const isGood = given.every(
      ({ question, answer }) =>
        isShortText(question) &&
        isShortText(answer) &&
        (allowUserDefinedQuestions || questionId(policy, question) !== null),
    );
    const different = new Set(given.map(({ question }) => questionId(policy, question) ?? question.toLowerCase()));
    if (!isGood || different.size < minimumAnswersToDefine) {
      const problem = "Choose different questions and answer each of them.";
      return send([...ask, textOutputCallback(problem, messageTypes.error)]);
    }
    collectSecret(
      state,
      "kbaInfo",
      given.map(({ question, answer }) => answerEntry(policy, question, answer)),
    );
    return goTo("outcome");
  },
});

function toQuestion(answer: Answer) {
  return { question: answerText(answer, "question").trim(), answer: answerText(answer, "answer").trim() };
}

function isShortText(text: string): boolean {
  return text !== "" && text.length <= longest && !/[\p{Cc}\p{Cs}]/u.test(text);
}
