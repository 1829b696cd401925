import type { Identity, OathDevice, WebAuthnDevice } from "../../app/index.ts";
import type { Style } from "./style.ts";
import { type Cell, type Column, table } from "./table.ts";
import { oneLine } from "./text.ts";

/** What the command `users` prints for people. */

interface Page {
  readonly style: Style;
  readonly width: number;
}

const userColumns: readonly Column[] = [
  { heading: "User", shrinkTo: 16 },
  { heading: "State" },
  { heading: "Roles", shrinkTo: 8 },
  { heading: "Mail", shrinkTo: 12 },
];

export function userTable(users: readonly Identity[], { style, width }: Page): string {
  if (users.length === 0) return "no users";
  const rows = users.map((user): Cell[] => {
    const text = stateOf(user);
    return [
      user.username,
      { text, paint: text === "active" ? style.good : style.bad },
      user.roles.join(", "),
      (user.attributes.mail ?? []).join(", "),
    ];
  });
  return table(userColumns, rows, { style, width });
}

/** Everything that is known of a user, without what proves who somebody is. */
export function userText(user: Identity, lockedUntil: number | null, hasFactors: string, { style }: Page): string {
  const until = lockedUntil === null ? "" : ` until ${new Date(lockedUntil).toISOString()}`;
  const facts: [string, string][] = [
    ["Realm", user.realm],
    ["Universal id", user.universalId],
    ["State", `${stateOf(user)}${until}`],
    ["Roles", user.roles.join(", ") || "none"],
    ["Second factors", hasFactors],
    ...Object.entries(user.attributes).map(([name, values]): [string, string] => [name, values.join(", ")]),
  ];
  const rows = facts.map(([name, value]): Cell[] => [{ text: name, paint: style.dim }, value]);
  const columns: readonly Column[] = [{ heading: oneLine(user.username) }, { heading: "" }];
  return table(columns, rows, { style });
}

export interface UserDevices {
  readonly oath: readonly OathDevice[];
  readonly webauthn: readonly WebAuthnDevice[];
  readonly profiles: readonly { readonly id: string; readonly name: string; readonly savedAt: number }[];
  readonly recoveryCodes: Readonly<Record<string, number>>;
}

export function devicesText({ oath, webauthn, profiles, recoveryCodes }: UserDevices, { style, width }: Page): string {
  const rows: Cell[][] = [
    ...oath.map(({ id, name, kind, lastUsedAt }) => [id, kind, name, used(lastUsedAt)]),
    ...webauthn.map(({ id, name, lastUsedAt }) => [id, "WebAuthn", name, used(lastUsedAt)]),
    ...profiles.map(({ id, name, savedAt }) => [id, "device profile", name, used(savedAt)]),
  ];
  const columns: readonly Column[] = [
    { heading: "Id", shrinkTo: 36 },
    { heading: "Kind" },
    { heading: "Name", shrinkTo: 12 },
    { heading: "Last used" },
  ];
  const devices = rows.length === 0 ? "no devices" : table(columns, rows, { style, width });
  const codes = Object.entries(recoveryCodes).filter(([, count]) => count > 0);
  return codes.length === 0
    ? devices
    : `${devices}\nunused recovery codes: ${codes.map(([kind, count]) => `${kind} ${count}`).join(", ")}`;
}

function stateOf({ active, locked }: Identity): string {
  if (!active) return "switched off";
  return locked ? "locked out" : "active";
}

function used(at: number | null): string {
  return at === null ? "never" : new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
