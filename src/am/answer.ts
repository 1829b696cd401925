import type { Json, JsonObject } from "../core/json.ts";

/** What an endpoint answers. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: AnswerHeaders;
}

/** A list is for `set-cookie`, which stands once for each cookie. */
type AnswerHeaders = Readonly<Record<string, string | string[]>>;

export function ok(body: JsonObject, headers: AnswerHeaders = {}): Answer {
  return { status: 200, body, headers };
}

/** On every JSON answer: nothing of it may be kept, framed, or taken for anything but JSON. */
export const jsonHeaders: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  "cache-control": "private, no-store",
  expires: "0",
  pragma: "no-cache",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
};
