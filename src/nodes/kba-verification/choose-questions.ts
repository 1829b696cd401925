import { createHash } from "node:crypto";

/**
 * `count` of the questions, always the same ones for a user: whoever starts anew must not get the one that is easiest to
 * guess.
 */
export function chooseQuestions(questions: readonly string[], username: string, count: number): string[] {
  const name = username.toLowerCase();
  return questions
    .map((question) => ({ question, order: orderOf(name, question) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, count)
    .map(({ question }) => question);
}

function orderOf(username: string, question: string): string {
  return createHash("sha256")
    .update(JSON.stringify([username, question]))
    .digest("hex");
}
