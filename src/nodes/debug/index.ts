import { z } from "zod";
import { goTo } from "../../journey/index.ts";
import { node } from "../define.ts";

const config = z.object({
  popupEnabled: z.boolean().default(true).meta({
    title: "Popup Enabled",
    description: "Kept for exported journeys; nothing is shown to the client.",
  }),
});

/** Notes in the trace which keys the state has. */
export const debugNode = node({
  type: "DebugNode",
  version: 1,
  title: "Debug Node",
  tags: [],
  config,
  outcomes: { outcome: "Outcome" },
  reads: [],
  writes: [],
  run({ state }) {
    const logs = (["shared", "transient", "secure"] as const).map(
      (kind) => `${kind} state has ${Object.keys(state.snapshot(kind)).sort().join(", ") || "nothing"}`,
    );
    return goTo("outcome", { logs });
  },
});
