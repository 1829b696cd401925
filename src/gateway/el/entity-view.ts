import { describeError } from "../../core/errors.ts";
import { isJson } from "../../core/json.ts";
import { entityText } from "../http/entity.ts";
import type { Headers } from "../http/headers.ts";
import type { Frame } from "./frame.ts";
import { type Known, known, knownObject, listOrNull, type Need } from "./known.ts";
import { type ElValue, failed, fromBytes, fromJson } from "./values.ts";

/** `request.entity` and `response.entity`: a body that somebody has read as a whole. */

interface Whole {
  readonly headers: Headers;
  readonly bytes: Buffer;
}

export function entityOf(need: Need): Known<Frame> {
  const read = need === "request" ? requestEntity : responseEntity;
  const of = (view: (whole: Whole) => ElValue): Known<Frame> =>
    known((frame) => {
      const whole = read(frame);
      return whole === null ? null : view(whole);
    }, need);
  const text = (whole: Whole): string | null => entityText(whole.headers, whole.bytes);
  return knownObject<Frame>(
    {
      string: of(text),
      json: of((whole) => fromJson(parsed(text(whole)))),
      form: of((whole) => formObject(text(whole) ?? "")),
      bytes: of(({ bytes }) => fromBytes(bytes)),
      empty: of(({ bytes }) => bytes.length === 0),
      rawContentEmpty: of(({ bytes }) => bytes.length === 0),
    },
    {
      need,
      exists: (frame) => read(frame) !== null,
      text: (frame) => {
        const whole = read(frame);
        return whole === null ? "" : (text(whole) ?? "");
      },
    },
  );
}

function requestEntity({ exchange }: Frame): Whole | null {
  const { body, headers } = exchange;
  if (body === null) return { headers, bytes: Buffer.alloc(0) };
  return body.bytes === undefined ? null : { headers, bytes: body.bytes };
}

function responseEntity({ response }: Frame): Whole | null {
  if (response === null || !Buffer.isBuffer(response.body)) return null;
  return { headers: response.headers, bytes: response.body };
}

function parsed(text: string | null) {
  if (text === null || text === "") return null;
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : null;
  } catch (problem) {
    throw failed(`the entity is not JSON (${describeError(problem)})`);
  }
}

/** The fields of a form or a query, each name with its list of values. */
export function formObject(text: string): ElValue {
  const fields = new URLSearchParams(text);
  const keys = (): readonly string[] => [...new Set(fields.keys())];
  return { member: (name) => listOrNull(fields.getAll(name)), keys, text: () => `{${keys().join(", ")}}` };
}
