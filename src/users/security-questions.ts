import { Secret } from "../core/secret.ts";
import type { Attempts } from "./attempts.ts";
import { forUser } from "./devices.ts";
import { usersErrors } from "./errors.ts";
import { isUsername } from "./names.ts";
import type { FactorOptions } from "./oath-devices.ts";
import type { Passwords } from "./passwords.ts";
import type { SecurityQuestions } from "./second-factors.ts";

const mostQuestions = 10;
const maxLength = 256;

export function securityQuestionsOf(
  {
    store,
    attempts,
    passwords,
  }: Pick<FactorOptions, "store"> & { readonly attempts: Attempts; readonly passwords: Passwords },
  realm: string,
  username: string,
): SecurityQuestions {
  const stored = () => (isUsername(username) ? store.answers.list(realm, username) : []);

  return {
    list: () => stored().map(({ question }) => question),
    async set(answers) {
      const given = [...answers].map(([question, answer]) => [question, normalized(answer)] as const);
      const isGood =
        given.length <= mostQuestions &&
        given.every(([question, answer]) => isShortText(question) && isShortText(answer.reveal()));
      if (!isGood) throw usersErrors.error("users.answers-invalid");
      const hashes = new Map<string, string>();
      for (const [question, answer] of given) hashes.set(question, await passwords.hash(answer));
      forUser(() => store.answers.replace(realm, username, hashes));
    },
    async verify(question, answer, { clientIp }) {
      const attempt = attempts.begin(realm, username, clientIp);
      const hash = stored().find((entry) => entry.question === question)?.hash ?? null;
      const isRight = await passwords.verify(hash, normalized(answer)).catch((thrown: unknown) => {
        attempt.forgive();
        throw thrown;
      });
      if (isRight) attempt.forgive();
      return isRight;
    },
  };
}

/** The same answer however it was typed: case, kind of space and form of accents do not matter. */
function normalized(answer: Secret): Secret {
  return new Secret(answer.reveal().normalize("NFKC").toLowerCase().trim().replaceAll(/\s+/g, " "));
}

function isShortText(text: string): boolean {
  return text.trim() !== "" && text.length <= maxLength && !/[\p{Cc}\p{Cs}]/u.test(text);
}
