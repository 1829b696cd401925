import { z } from "zod";
import { parseBody } from "../http.ts";

/**
 * Intune puts JSON into the text `error.message`, sometimes twice. The innermost text names internal hosts, device ids
 * and numbers that look like statuses, so it is only ever searched for the two things below.
 */

const deepest = 3;
const longestText = 16_384;
const nested = z.object({ Message: z.string() });

/** The innermost message, unwrapped at most three times. */
export function innermostMessage(message: string): string {
  let text = message.slice(0, longestText);
  for (let depth = 0; depth < deepest; depth += 1) {
    const inner = nested.safeParse(parseBody(text));
    if (!inner.success) return text;
    text = inner.data.Message;
  }
  return text;
}

/** The permissions that a 403 asks for, for the administrator. */
export function scopesIn(text: string): string[] {
  const found = text.match(/\b[A-Z][A-Za-z]{2,63}\.(?:Read|ReadWrite|PrivilegedOperations)\.All\b/g) ?? [];
  return [...new Set(found)].slice(0, 8);
}

/** Intune's own id of the failed call, which Microsoft's support asks for. */
export function activityIdIn(text: string): string | undefined {
  return /Activity ID: ([0-9a-f-]{36})/i.exec(text)?.[1];
}
