/** The longest user name, in UTF-16 units: LDAP's usual upper bound for a uid. */
export const maxUsernameLength = 256;

/** Whether a text can be a user name at all: not blank, not overlong, no control characters (the store ends text at NUL), well formed. */
export function isUsername(text: string): boolean {
  return text.length <= maxUsernameLength && text.trim() !== "" && !/[\p{Cc}\p{Cs}]/u.test(text);
}

/**
 * The universal id that PingAM gives an identity: a distinguished name (RFC 4514, escaped, so that a user name cannot name
 * another realm). `realm` is a path such as `/alpha`; the root realm is `/`, and the leading slash may be absent.
 *
 * @example universalId("/alpha", "demo") // "id=demo,ou=user,o=alpha,ou=services,ou=am-config"
 */
export function universalId(realm: string, username: string): string {
  const realms = realm.split("/").filter((name) => name !== "");
  const path = realm === "root" ? [] : realms.reverse().map((name) => `o=${escapeValue(name)}`);
  const base = path.length === 0 ? ["ou=am-config"] : [...path, "ou=services", "ou=am-config"];
  return [`id=${escapeValue(username)}`, "ou=user", ...base].join(",");
}

function escapeValue(value: string): string {
  return value.replaceAll(/[\\,+"<>;=]|^[ #]| $/g, "\\$&").replaceAll("\0", "\\00");
}
