import type { FastifyRequest } from "fastify";
import type { Caller } from "./caller.ts";

/** What the server remembers of a request until it is answered. */
export interface RequestNotes {
  readonly callerOf: (request: FastifyRequest) => Caller;
  readonly transactionOf: (request: FastifyRequest) => { id: string | null };
}
