import { type Action, goTo, type NodeState } from "../../journey/index.ts";

/** Where PingAM's journeys look for what the browser said. */
export const clientErrorKey = "WebAuthenticationDOMException";

/** The person cancelled, or the browser refused. What it said is the client's word, and is only passed on. */
export function noteClientError(state: NodeState, error: string): Action {
  state.putShared(clientErrorKey, error);
  return goTo("error", { reason: `the client says: ${error}` });
}
