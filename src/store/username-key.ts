import { createHash } from "node:crypto";

/**
 * The form in which user names are compared: without case, and without regard to how accents were typed. Whatever counts
 * by user (rate limits) must count by this key too, or spelling variants would multiply the attempts.
 */
export function usernameKey(username: string): string {
  return username.normalize("NFC").toLowerCase().normalize("NFC");
}

/** The form in which attribute values are searched: compared like user names, and of a length that an index can bear. */
export function valueKey(value: string): string {
  const key = usernameKey(value);
  return key.length <= 256 ? key : `sha256:${createHash("sha256").update(key).digest("base64url")}`;
}
