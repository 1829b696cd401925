import type { z } from "zod";
import { amErrors } from "./errors.ts";

/** A request body as it arrived. */
export interface RawBody {
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

/**
 * Reads a JSON body; an empty one counts as `{}`, whatever its content type, as the SDKs start a journey so.
 *
 * @throws {am.body-not-json} for another content type, which is also what keeps cross-site forms out
 * @throws {am.body-malformed}
 */
export function readBody<Schema extends z.ZodType>(body: RawBody, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(parse(body));
  if (result.success) return result.data;
  const places = result.error.issues.map((issue) => issue.path.join("/")).join(", ");
  throw amErrors.error("am.body-malformed", { detail: `not as expected at: ${places}` });
}

function parse({ contentType, bytes }: RawBody): unknown {
  if (bytes.length === 0) return {};
  const [mediaType = ""] = (contentType ?? "").split(";");
  if (mediaType.trim().toLowerCase() !== "application/json") throw amErrors.error("am.body-not-json");
  const text = bytes.toString("utf8");
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's own message quotes the body, which may hold a password.
    if (!(cause instanceof SyntaxError)) throw cause;
    throw amErrors.error("am.body-malformed", { detail: "not JSON" });
  }
}
