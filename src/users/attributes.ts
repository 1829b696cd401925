import type { Identity } from "./identity.ts";

/** Attributes of a profile: any names, each with texts. What decides about a login is kept elsewhere, and never an attribute. */

export type Attributes = Identity["attributes"];

export const attributeLimits = { names: 128, values: 64, valueLength: 4096, bytes: 65_536 } as const;

const usernameAliases: ReadonlySet<string> = new Set(["userName", "_username", "username", "uid"]);

/** In lower case. An attribute of such a name would look as if it decided something. */
const reserved: ReadonlySet<string> = new Set([
  ...["username", "_username", "uid", "_id", "_rev", "_type", "universalid"],
  ...["password", "userpassword", "roles", "authzroles", "active", "locked", "accountstatus", "inetuserstatus"],
  ...[
    "oathdeviceprofiles",
    "pushdeviceprofiles",
    "webauthndeviceprofiles",
    "deviceprofiles",
    "bounddevices",
    "kbainfo",
  ],
]);

/** Whether an attribute name means the user name itself. */
export function meansUsername(attribute: string): boolean {
  return usernameAliases.has(attribute);
}

/** The values of an attribute as journeys and scripts name it; none when there is no such attribute. */
export function attributeValues(identity: Identity, attribute: string): readonly string[] {
  if (meansUsername(attribute)) return [identity.username];
  return Object.hasOwn(identity.attributes, attribute) ? (identity.attributes[attribute] ?? []) : [];
}

/** What keeps an attribute from being stored; `null` when nothing does. */
export function attributeProblem(name: string, values: readonly string[]): string | null {
  const { values: most, valueLength } = attributeLimits;
  if (!/^[A-Za-z][\w.:/-]{0,63}$/.test(name)) {
    return "needs a name of 1 to 64 letters, digits and . _ : / - that begins with a letter";
  }
  if (reserved.has(name.toLowerCase())) return "is reserved: what decides about a login is no attribute";
  if (values.length > most) return `has more than ${most} values`;
  if (values.some((value) => value.length > valueLength)) return `has a value of more than ${valueLength} characters`;
  if (values.some((value) => /[\0\p{Cs}]/u.test(value))) return "has a value that is no text";
  return null;
}

/** What keeps a whole profile from being stored. */
export function profileProblem(attributes: Attributes): string | null {
  for (const [name, values] of Object.entries(attributes)) {
    const problem = attributeProblem(name, values);
    if (problem !== null) return `the attribute ${JSON.stringify(name.slice(0, 64))} ${problem}`;
  }
  if (Object.keys(attributes).length > attributeLimits.names) return `more than ${attributeLimits.names} attributes`;
  if (Buffer.byteLength(JSON.stringify(attributes)) > attributeLimits.bytes) {
    return `the attributes are larger than ${attributeLimits.bytes} bytes`;
  }
  return null;
}
