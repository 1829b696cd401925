import { addressKey } from "../../core/client-address.ts";
import { type Answer, ok } from "../answer.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import { safeGoto } from "../external.ts";
import type { JourneyFacts } from "../options.ts";
import type { Query } from "../query.ts";
import { requestFacts } from "../request-facts.ts";
import type { AmServices } from "../services.ts";
import type { StartFacts } from "../waiting.ts";
import { answerOf } from "./answer-of.ts";
import { type ExistingSession, existingSession } from "./existing-session.ts";

/** The first request of a journey. Its checks, in order, cheapest and most general first. */
export async function startJourney(exchange: Exchange, services: AmServices): Promise<Answer> {
  limitStarts(exchange, services);
  refuseSuspendedId(exchange.query);
  const name = requestedJourney(exchange);
  const journey = findJourney(name ?? exchange.realm.settings.defaultJourney, exchange, services);
  const start = startFacts(exchange, name !== undefined);
  const existing = existingSession(exchange, services);
  if (existing !== null && suffices(existing, journey, exchange))
    return existingAnswer(existing, start, exchange, services);
  const result = await services.engine.start({
    realm: exchange.realm.path,
    journey: journey.name,
    request: requestFacts(exchange, existing?.session ?? null, services.cookieNames),
    duration: exchange.realm.settings.authentication.maxDuration * 60_000,
  });
  return answerOf(result, { exchange, start, existing, services });
}

function limitStarts({ caller }: Exchange, { starts }: AmServices): void {
  const decision = starts.consume(addressKey(caller.clientIp));
  if (!decision.allowed) throw amErrors.error("am.starts-limited", { retryAfter: decision.retryAfter });
}

/** Journeys cannot be suspended yet, so no such id was ever given out. */
function refuseSuspendedId(query: Query): void {
  if (query.one("suspendedId") !== undefined) throw amErrors.error("am.suspended-unknown");
}

const otherIndexTypes: readonly string[] = ["level", "module", "role", "user", "resource", "composite_advice"];

/** The journey that the client names, or undefined when it leaves the choice to the realm. */
function requestedJourney({ query }: Exchange): string | undefined {
  const type = query.one("authIndexType");
  const value = query.one("authIndexValue");
  if (type === undefined) return undefined;
  if (otherIndexTypes.includes(type)) throw amErrors.error("am.index-type-unsupported", { detail: type });
  if (type !== "service") throw amErrors.error("am.index-type-unknown");
  if (value === undefined || value === "") throw amErrors.error("am.journey-unknown", { detail: "no authIndexValue" });
  return value;
}

function findJourney(name: string | undefined, { realm }: Exchange, { journeys }: AmServices): JourneyFacts {
  const journey = name === undefined ? undefined : journeys(realm.path)?.find(name);
  if (journey?.enabled && !journey.innerTreeOnly) return journey;
  throw amErrors.error("am.journey-unknown", { detail: "unknown, disabled, only an inner tree, or no default" });
}

function startFacts({ query, external }: Exchange, named: boolean): StartFacts {
  return {
    named,
    noSession: query.flag("noSession"),
    successUrl: safeGoto(query.one("goto"), external),
    failureUrl: safeGoto(query.one("gotoOnFail"), external),
  };
}

/** A valid session spares the journey that created it, and no other one: another might have proved less. */
function suffices({ session }: ExistingSession, journey: JourneyFacts, { query, realm }: Exchange): boolean {
  if (query.flag("ForceAuth") || query.flag("noSession") || journey.mustRun) return false;
  return session.realm === realm.path && session.properties.Service === journey.name;
}

function existingAnswer(
  { session, token }: ExistingSession,
  start: StartFacts,
  { realm }: Exchange,
  { sessions }: AmServices,
): Answer {
  sessions.touch(session);
  const successUrl = start.successUrl ?? realm.settings.authentication.successUrl;
  return ok({ tokenId: token, successUrl, realm: realm.path });
}
