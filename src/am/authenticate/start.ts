import { addressKey } from "../../core/client-address.ts";
import { type Answer, ok } from "../answer.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import { safeGoto } from "../external.ts";
import type { JourneyFacts } from "../options.ts";
import { requestFacts } from "../request-facts.ts";
import type { AmServices } from "../services.ts";
import type { StartFacts } from "../waiting.ts";
import { answerOf } from "./answer-of.ts";
import { authLevelOf } from "./auth-level.ts";
import { type ExistingSession, presentedSession, sessionToUpgrade } from "./existing-session.ts";
import { resumeUriFor } from "./resume-uri.ts";
import { readTarget, type Target } from "./target.ts";
import { zeroPageLogin } from "./zero-page-login.ts";

/** The first request of a journey. Its checks, in order, cheapest and most general first. */
export async function startJourney(exchange: Exchange, services: AmServices): Promise<Answer> {
  limitStarts(exchange, services);
  const target = readTarget(exchange);
  const journey = findJourney(target, exchange, services);
  const presented = presentedSession(exchange, services);
  if (presented !== null && suffices(presented, target, journey, exchange)) {
    return existingAnswer(presented, exchange, services);
  }
  const existing = sessionToUpgrade(exchange, services) ?? presented;
  const start = startFacts(exchange, target, existing);
  const { authentication } = exchange.realm.settings;
  const request = requestFacts(exchange, existing?.session ?? null, services);
  const resumeUri = resumeUriFor(exchange, journey.name);
  const started = await services.engine.start({
    realm: exchange.realm.path,
    journey: journey.name,
    request,
    duration: authentication.maxDuration * 60_000,
    suspendDuration: authentication.suspendedMinutes * 60_000,
    resumeUri,
    ...(target.level === null ? {} : { shared: { targetAuthLevel: target.level } }),
  });
  const result = await zeroPageLogin(started, exchange, ({ execution }, answers) =>
    services.engine.resume(execution, answers, request, resumeUri),
  );
  return answerOf(result, { exchange, start, existing, services });
}

/** @throws {am.starts-limited} */
export function limitStarts({ caller }: Exchange, { starts }: AmServices): void {
  const decision = starts.consume(addressKey(caller.clientIp));
  if (!decision.allowed) throw amErrors.error("am.starts-limited", { retryAfter: decision.retryAfter });
}

/** The journey that the client names, else the realm's default; for a level as well, as any other might ask for less. */
function findJourney(target: Target, { realm }: Exchange, { journeys }: AmServices): JourneyFacts {
  const name = target.journey ?? realm.settings.defaultJourney;
  const journey = name === undefined ? undefined : journeys(realm.path)?.find(name);
  if (journey?.enabled && !journey.innerTreeOnly) return journey;
  throw amErrors.error("am.journey-unknown", { detail: "unknown, disabled, only an inner tree, or no default" });
}

function startFacts(
  { query, external, realm }: Exchange,
  target: Target,
  existing: ExistingSession | null,
): StartFacts {
  const { gotoOrigins } = realm.settings.authentication;
  return {
    named: target.journey !== undefined,
    noSession: query.flag("noSession"),
    level: target.level,
    upgrades: existing?.session.handle ?? null,
    successUrl: safeGoto(query.one("goto"), external, gotoOrigins),
    failureUrl: safeGoto(query.one("gotoOnFail"), external, gotoOrigins),
  };
}

/**
 * A valid session spares the journey that created it, and no other one: another might have proved less. A level alone it
 * spares if it has reached it.
 */
function suffices(
  { session }: ExistingSession,
  { journey: wanted, level }: Target,
  journey: JourneyFacts,
  { query, realm }: Exchange,
): boolean {
  if (query.flag("ForceAuth") || query.flag("noSession") || journey.mustRun) return false;
  if (query.one("sessionUpgradeSSOTokenId") !== undefined || session.realm !== realm.path) return false;
  if (level !== null && authLevelOf(session) < level) return false;
  return (level !== null && wanted === undefined) || session.properties.Service === journey.name;
}

function existingAnswer({ session, token }: ExistingSession, exchange: Exchange, { sessions }: AmServices): Answer {
  const { query, external, realm } = exchange;
  const { authentication } = realm.settings;
  sessions.touch(session);
  const successUrl = safeGoto(query.one("goto"), external, authentication.gotoOrigins) ?? authentication.successUrl;
  return ok({ tokenId: token, successUrl, realm: realm.path });
}
