import type { SessionRecord } from "../../store/index.ts";
import type { Exchange } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { presentedToken } from "../sessions.ts";

/** A valid session that came along with an authenticate request. */
export interface ExistingSession {
  readonly token: string;
  readonly session: SessionRecord;
}

/** Here a session counts only with the very certificate of its login: none, if it had none. */
export function existingSession({ realm, caller }: Exchange, { sessions }: AmServices): ExistingSession | null {
  const token = presentedToken(realm, caller);
  const session = sessions.find(token, caller);
  if (token === null || session === null || session.certificate !== caller.certificate) return null;
  return { token, session };
}
