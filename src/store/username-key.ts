/**
 * The form in which user names are compared: without case, and without regard to how accents were typed. Whatever counts
 * by user (rate limits) must count by this key too, or spelling variants would multiply the attempts.
 */
export function usernameKey(username: string): string {
  return username.normalize("NFC").toLowerCase().normalize("NFC");
}
