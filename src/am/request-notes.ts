import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Caller } from "./caller.ts";
import { amErrors } from "./errors.ts";

/** What the server remembers of a request until it is answered. */
export interface RequestNotes {
  readonly callerOf: (request: FastifyRequest) => Caller;
  readonly transactionOf: (request: FastifyRequest) => { id: string | null };
}

/** The server's own side of the notes. */
interface RequestNotebook extends RequestNotes {
  readonly keepCaller: (request: FastifyRequest, caller: Caller) => void;
  readonly callerIfKnown: (request: FastifyRequest) => Caller | undefined;
}

interface Note {
  caller: Caller | null;
  readonly transaction: { id: string | null };
}

const decorator = "sallyportNote";

export function createRequestNotebook(app: FastifyInstance): RequestNotebook {
  app.decorateRequest(decorator, null);
  const noteOf = (request: FastifyRequest): Note => {
    const known = request.getDecorator<Note | null>(decorator);
    if (known !== null) return known;
    const note = { caller: null, transaction: { id: null } };
    request.setDecorator<Note>(decorator, note);
    return note;
  };
  return {
    transactionOf: (request) => noteOf(request).transaction,
    callerIfKnown: (request) => noteOf(request).caller ?? undefined,
    keepCaller(request, caller) {
      noteOf(request).caller = caller;
    },
    callerOf(request) {
      const { caller } = noteOf(request);
      if (caller === null) throw amErrors.error("am.request-malformed", { detail: "the intake did not run" });
      return caller;
    },
  };
}
