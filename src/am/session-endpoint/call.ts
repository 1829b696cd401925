import type { z } from "zod";
import type { SessionRecord } from "../../store/index.ts";
import type { Answer } from "../answer.ts";
import { headerOf } from "../caller.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { cookieToken } from "../sessions.ts";

/** A call of an action on sessions. Who holds a token may do with its session what its owner may. */
export interface SessionCall {
  /** The token that the call is about: from the body, else the one that the request carries. */
  readonly token: string | null;
  /** The rest of the body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly exchange: Exchange;
  readonly services: AmServices;
}

export type SessionAction = (call: SessionCall) => Answer;

/** The session of the call, for reading. @throws {am.session-invalid} */
export function sessionOf({ token, exchange, services }: SessionCall): SessionRecord {
  const session = services.sessions.find(token, exchange.caller);
  if (session === null) throw amErrors.error("am.session-invalid");
  return session;
}

/**
 * The session of the call, for prolonging or changing it: only from the device of its login, and not because another
 * site made a browser ask.
 *
 * @throws {am.session-invalid}, {am.origin-refused}
 */
export function sessionToChange(call: SessionCall): SessionRecord {
  refuseForeignCookie(call);
  const session = sessionOf(call);
  if (session.certificate !== null && session.certificate !== call.exchange.caller.certificate) {
    throw amErrors.error("am.session-invalid", { detail: "not from the device of the login" });
  }
  return session;
}

/** Whether the token came by cookie. @throws {am.origin-refused} when it did, and another site sent the request */
export function refuseForeignCookie({ token, exchange }: Pick<SessionCall, "token" | "exchange">): boolean {
  const fromCookie = token !== null && token === cookieToken(exchange.realm, exchange.caller);
  if (fromCookie) refuseForeignOrigin(exchange);
  return fromCookie;
}

/** A cookie comes along whoever made the browser ask. @throws {am.origin-refused} */
export function refuseForeignOrigin({ caller, external, realm }: Exchange): void {
  const origin = headerOf(caller, "origin");
  if (origin === undefined || origin === external.origin) return;
  if (realm.settings.cors.origins.includes(origin) || headerOf(caller, "sec-fetch-site") === "same-origin") return;
  throw amErrors.error("am.origin-refused");
}

/** What an action needs of the body besides the token. @throws {am.body-malformed} */
export function readFields<Schema extends z.ZodType>(body: SessionCall["body"], schema: Schema): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const places = result.error.issues.map((issue) => issue.path.join("/")).join(", ");
  throw amErrors.error("am.body-malformed", { detail: `not as expected at: ${places}` });
}
