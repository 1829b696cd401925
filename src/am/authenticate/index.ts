import { readBody } from "../body.ts";
import type { Endpoint } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { authenticateBody } from "../steps.ts";
import { continueJourney } from "./continue.ts";
import { resumeJourney } from "./resume.ts";
import { startJourney } from "./start.ts";

/**
 * `POST …/authenticate` (facts, sections 3 to 8): with an authId it continues a journey, with a `suspendedId` it resumes
 * one, and else it starts one. The authId counts first, as a login page may keep the link's address while it goes on.
 */
export function authenticateEndpoint(services: AmServices): Endpoint {
  return (exchange) => {
    const { authId, callbacks } = readBody(exchange.body, authenticateBody);
    if (authId !== undefined) return continueJourney(exchange, authId, callbacks, services);
    const suspendedId = exchange.query.one("suspendedId");
    return suspendedId === undefined
      ? startJourney(exchange, services)
      : resumeJourney(exchange, suspendedId, services);
  };
}
