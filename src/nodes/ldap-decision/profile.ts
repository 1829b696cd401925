import type { JsonObject } from "../../core/json.ts";
import { parseDistinguishedName } from "../../device/index.ts";
import { isUsername } from "../../users/index.ts";
import type { LdapConfig } from "./config.ts";
import type { DirectoryEntry } from "./directories.ts";
import { creationAttributes } from "./find-entry.ts";

/** What a journey learns from the entry of somebody who has logged in. */

/** The name of the user from here on; null when the entry has none that could be one. */
export function userNameOf({ dn, attributes }: DirectoryEntry, config: LdapConfig): string | null {
  const [byDn] = config.returnUserDn ? (parseDistinguishedName(dn) ?? []) : [];
  const [byAttribute] = attributes[config.userProfileAttribute] ?? [];
  const username = config.returnUserDn ? byDn?.value : byAttribute;
  return username !== undefined && isUsername(username) ? username : null;
}

const mostText = 4096;

/** The attributes that the settings list, by our names: one value as text, several as a list. */
export function userAttributes({ attributes }: DirectoryEntry, config: LdapConfig): JsonObject {
  const entries = creationAttributes(config).flatMap(({ theirs, ours }) => {
    const values = (attributes[theirs] ?? []).filter((value) => value.length <= mostText).slice(0, 20);
    const [first] = values;
    return first === undefined ? [] : [[ours, values.length === 1 ? first : values] as const];
  });
  return Object.fromEntries(entries);
}
