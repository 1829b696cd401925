import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  sessionDataKey: z.string().min(1).max(200).meta({
    title: "Session Data Key",
    description: "The property of the existing session to read.",
  }),
  sharedStateKey: z.string().min(1).max(200).meta({
    title: "Shared State Key",
    description: "The shared-state key that gets its value.",
  }),
});

/** Copies a property of the session that came along into shared state. */
export const sessionDataNode = node({
  type: "SessionDataNode",
  version: 1,
  title: "Get Session Data",
  tags: ["utilities"],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: ["*"],
  run({ config: { sessionDataKey, sharedStateKey }, request: { existingSession }, state }) {
    if (existingSession === null) return goTo("outcome", { reason: "no session came along" });
    if (!Object.hasOwn(existingSession, sessionDataKey)) return goTo("outcome", { reason: "no such session property" });
    state.putShared(sharedStateKey, existingSession[sessionDataKey] ?? "");
    return goTo("outcome");
  },
});
