import { AndFilter, type Client, type Entry, EqualityFilter, type Filter, FilterParser, OrFilter } from "ldapts";
import { nodeErrors } from "../errors.ts";
import type { LdapConfig } from "./config.ts";
import type { DirectoryEntry } from "./directories.ts";

const scopes = { OBJECT: "base", ONE_LEVEL: "one", SUBTREE: "sub" } as const;

/** The one entry that a user name stands for. */
export async function findEntry(
  client: Client,
  config: LdapConfig,
  username: string,
): Promise<DirectoryEntry | "unknown-user" | "ambiguous-user"> {
  const attributes = [config.userProfileAttribute, ...creationAttributes(config).map(({ theirs }) => theirs)];
  const options = { scope: scopes[config.searchScope], filter: userFilter(config, username), attributes, sizeLimit: 2 };
  const found = new Map<string, Entry>();
  for (const base of config.accountSearchBaseDn) {
    const { searchEntries } = await client.search(base, options);
    for (const entry of searchEntries) found.set(entry.dn.toLowerCase(), entry);
  }
  const [entry, ...others] = found.values();
  if (entry === undefined) return "unknown-user";
  return others.length > 0 ? "ambiguous-user" : { dn: entry.dn, attributes: textsOf(entry, attributes) };
}

/**
 * The search filter as a structure, never as text: what somebody types is a value and can be nothing else (the aim of
 * RFC 4515, section 3). @throws {nodes.directory-misconfigured}
 */
export function userFilter({ searchFilterAttributes, userSearchFilter }: LdapConfig, username: string): Filter {
  const matches = searchFilterAttributes.map((attribute) => new EqualityFilter({ attribute, value: username }));
  const [first] = matches;
  const named = first !== undefined && matches.length === 1 ? first : new OrFilter({ filters: matches });
  const more = userSearchFilter?.trim();
  return more ? new AndFilter({ filters: [named, parsedFilter(more)] }) : named;
}

function parsedFilter(text: string): Filter {
  try {
    return FilterParser.parseString(text.startsWith("(") ? text : `(${text})`);
  } catch (cause) {
    throw nodeErrors.error("nodes.directory-misconfigured", { detail: "userSearchFilter is not a filter", cause });
  }
}

/** `mail`, or `theirs|ours`. */
export function creationAttributes({ userCreationAttrs }: LdapConfig): { theirs: string; ours: string }[] {
  return userCreationAttrs.map((pair) => {
    const [theirs = "", ours = theirs] = pair.split("|").map((name) => name.trim());
    return { theirs, ours };
  });
}

function textsOf(entry: Entry, names: readonly string[]): Record<string, string[]> {
  const byName = new Map(Object.entries(entry).map(([name, values]) => [name.toLowerCase(), values]));
  return Object.fromEntries(
    names.map((name) => {
      const values = byName.get(name.toLowerCase()) ?? [];
      const texts = [values].flat().filter((value) => typeof value === "string");
      return [name, texts];
    }),
  );
}
