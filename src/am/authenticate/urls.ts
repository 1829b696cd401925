import type { Json } from "../../core/json.ts";
import type { FailureResult, SuccessResult } from "../../journey/index.ts";
import type { JourneyExchange } from "./journey-exchange.ts";

/** Where a journey's end leads to: what the client asked for and may have, what the journey says, what the realm says. */

export function successUrlOf({ shared }: SuccessResult, { exchange, start }: JourneyExchange): string {
  return start.successUrl ?? addressOf(shared.get("successUrl")) ?? exchange.realm.settings.authentication.successUrl;
}

export function failureUrlOf({ shared }: FailureResult | SuccessResult, { exchange, start }: JourneyExchange): string {
  return start.failureUrl ?? addressOf(shared.get("failureUrl")) ?? exchange.realm.settings.authentication.failureUrl;
}

const longest = 2048;
const scheme = /^[a-z][a-z0-9+.-]*:/i;
const running = /^(?:javascript|data|vbscript|blob|file):/i;

/** Journeys may lead to other sites and into apps; but no page may be made to run what stands in an address. */
function addressOf(value: Json | undefined): string | null {
  if (typeof value !== "string" || value === "" || value.length > longest) return null;
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(value)) return null;
  return scheme.test(value) && running.test(value) ? null : value;
}
