import type { Json, JsonObject } from "../../core/json.ts";
import type { NodeState } from "../../journey/index.ts";
import type { StateChange } from "../../script/index.ts";

/** Does to the state what a script did to its view of it, in the same order. */
export function applyChanges(state: NodeState, changes: readonly StateChange[]): void {
  for (const change of changes) {
    if (change.change === "remove") state.remove(change.key);
    else if (change.change === "replace") replace(state, change.state, change.value);
    else putIfNew(state, change.state, change.key, change.value);
  }
}

/** Legacy scripts put every key back; only what really changed is worth a line in the trace. */
function putIfNew(state: NodeState, kind: "shared" | "transient", key: string, value: Json): void {
  if (JSON.stringify(state.snapshot(kind)[key]) === JSON.stringify(value)) return;
  if (kind === "shared") state.putShared(key, value);
  else state.putTransient(key, value);
}

/** One map becomes `values`. Removal is from all maps, so what the others had under a removed key is put back. */
function replace(state: NodeState, kind: "shared" | "transient", values: JsonObject): void {
  const shared = state.snapshot("shared");
  const hidden = { ...state.snapshot("secure"), ...state.snapshot("transient") };
  for (const key of Object.keys(kind === "shared" ? shared : state.snapshot("transient"))) {
    if (Object.hasOwn(values, key)) continue;
    state.remove(key);
    const kept = kind === "shared" ? hidden[key] : shared[key];
    if (kept === undefined) continue;
    if (kind === "shared") state.putTransient(key, kept);
    else state.putShared(key, kept);
  }
  for (const [key, value] of Object.entries(values)) putIfNew(state, kind, key, value);
}
