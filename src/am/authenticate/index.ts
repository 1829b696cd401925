import { readBody } from "../body.ts";
import type { Endpoint } from "../exchange.ts";
import type { AmServices } from "../services.ts";
import { authenticateBody } from "../steps.ts";
import { continueJourney } from "./continue.ts";
import { startJourney } from "./start.ts";

/** `POST …/authenticate` (facts, sections 3 to 7): with an authId it continues a journey, without one it starts one. */
export function authenticateEndpoint(services: AmServices): Endpoint {
  return (exchange) => {
    const { authId, callbacks } = readBody(exchange.body, authenticateBody);
    return authId === undefined
      ? startJourney(exchange, services)
      : continueJourney(exchange, authId, callbacks, services);
  };
}
