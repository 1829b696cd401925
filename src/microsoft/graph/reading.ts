import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { VerdictFailure } from "../failure.ts";
import { type Answer, parseBody } from "../http.ts";
import { badResponse } from "./graph-failure.ts";

/** Takes what is wanted from the body of a 200, or says in a text of ours what is wrong with it. */
export type Reading<Value> = (body: JsonObject) => { readonly value: Value } | { readonly problem: string };

/** A 200 that holds what was asked for. */
export interface GraphAnswer<Value> {
  readonly outcome: "answered";
  readonly value: Value;
  readonly answer: Answer;
}

export function readAnswer<Value>(
  answer: Answer,
  requestId: string,
  read: Reading<Value>,
): GraphAnswer<Value> | VerdictFailure {
  const body = parseBody(answer.text);
  if (!isJsonObject(body)) return badResponse(answer, requestId, "not a JSON object");
  const reading = read(body);
  if ("problem" in reading) return badResponse(answer, requestId, reading.problem);
  // Without the text, which for a page of a fleet is megabytes that nobody reads again.
  return { outcome: "answered", value: reading.value, answer: { ...answer, text: null } };
}
