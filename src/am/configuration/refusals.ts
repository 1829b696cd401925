import { SallyportError } from "../../core/errors.ts";
import { configurationErrors } from "./errors.ts";

/** PingAM's words for a realm that would not be valid (facts: "Configuration REST API", configuration checks). */
const documented = [
  /Tree would result in recursive loop: .*/,
  /Configured tree does not exist/,
  /Only the last node in a page can have more than one outcome/,
  /Illegal child node type: .*/,
  /Node does not have any outcomes: .*/,
  /Node does not exist: .*/,
];

/** What a client learns of a failed check of the whole realm: not where its files stand. */
export function refusalOf(thrown: unknown): unknown {
  if (!(thrown instanceof SallyportError)) return thrown;
  const aboutJourneys = ["journey.", "core.config", "core.token-missing"].some((start) =>
    thrown.code.startsWith(start),
  );
  if (!aboutJourneys) return thrown;
  const found = documented.map((words) => words.exec(thrown.message)?.[0]).find((words) => words !== undefined);
  const message = found ?? thrown.message.replace(/^.*?\.json[^:]*: /, "");
  return configurationErrors.error("am.configuration-invalid", { message, cause: thrown });
}
