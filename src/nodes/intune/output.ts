import type { Json, JsonObject } from "../../core/json.ts";
import { perObject } from "../../core/per-object.ts";
import type { NodeState } from "../../journey/index.ts";

/** What the node writes to shared state (facts: "Shared-state output", "Error output of the original"). */

const prefix = "INTUNE_";
const appsKey = "INTUNE_INSTALLED_APPS";
const appsAsJsonKey = "INTUNE_INSTALLED_APPS_JSON";

/** The second name is misspelt in the published node, and so it is here. */
export const errorKeys = {
  exception: "[Microsoft Intune][Marketplace] Exception",
  stackTrace: "[Microsoft Intune][Marketplace] StackTracke",
} as const;

/** Opens the device without its owner: worth more to a thief than to any journey. */
const neverSaved = new Set(["activationLockBypassCode"]);

/** Removes everything that an earlier pass wrote, so that nothing stale can speak for this one. */
export function clearOutput(state: NodeState): void {
  for (const key of state.keys()) {
    if (key.startsWith(prefix) || key === errorKeys.exception || key === errorKeys.stackTrace) state.remove(key);
  }
}

/** Writes each property as text; null, empty and blank ones are left out. */
export function saveDevice(state: NodeState, device: JsonObject): void {
  for (const [key, text] of savedTexts(device)) state.putShared(key, text);
}

/** Of one reading, which may answer many logins. */
const savedTexts = perObject((device: JsonObject): readonly (readonly [key: string, text: string])[] =>
  Object.entries(device).flatMap(([name, value]) => {
    const text = neverSaved.has(name) ? undefined : savedText(value);
    return text === undefined ? [] : [[prefix + name, text] as const];
  }),
);

/** Writes the names as the documented node does, as Java list text; on request also in a form that can be read back. */
export function saveApps(state: NodeState, names: readonly string[], also: { readonly json: boolean }): void {
  state.putShared(appsKey, `[${names.join(", ")}]`);
  if (also.json) state.putShared(appsAsJsonKey, JSON.stringify(names));
}

/** Writes message and cause chain under the documented keys. */
export function saveError(state: NodeState, at: number, message: string, chain: readonly string[]): void {
  const date = new Date(at).toISOString();
  state.putShared(errorKeys.exception, `${date}: ${message}`);
  state.putShared(errorKeys.stackTrace, `${date}: ${chain.join("\n")}`);
}

function savedText(value: Json): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
