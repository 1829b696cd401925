/** Graph's errors as the emulator answers them; {@link GraphRefusal} carries one to the place that writes the body. */

interface PlainProblem {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

/** Intune's own errors are nested; `path` is the internal resource that the message names. */
interface IntuneProblem extends PlainProblem {
  readonly path: string;
  /** Nested once more, in an error of this code. */
  readonly within?: string;
}

export type GraphProblem = PlainProblem | IntuneProblem;

export class GraphRefusal extends Error {
  override readonly name = "GraphRefusal";
  readonly problem: GraphProblem;
  /** The value of Retry-After, if the answer has that header. */
  readonly retryAfter: string | undefined;

  constructor(problem: GraphProblem, retryAfter?: string) {
    super(`${problem.status} ${problem.code}`);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

const intuneFailure = "An error has occurred";
const unauthenticated = { status: 401, code: "InvalidAuthenticationToken" } as const;

/** One method per documented error, and one for what only the emulator cannot do. */
export const graphProblems = {
  tokenExpired: () => ({ ...unauthenticated, text: "Lifetime validation failed, the token is expired." }),
  tokenMissing: () => ({ ...unauthenticated, text: "Access token is empty." }),
  tokenMalformed: () => ({ ...unauthenticated, text: "Access token validation failure. Invalid token." }),
  tokenForOtherAudience: () => ({ ...unauthenticated, text: "Access token validation failure. Invalid audience." }),
  permissionMissing: (scopes: readonly string[], path: string) => ({
    status: 403,
    code: "Forbidden",
    text:
      "Application is not authorized to perform this operation. Application must have one of the following scopes: " +
      scopes.join(", "),
    path,
  }),
  unknownId: (path: string) => ({ status: 404, code: "ResourceNotFound", text: intuneFailure, path }),
  malformedId: (path: string) => ({ status: 400, code: "BadRequest", text: intuneFailure, path }),
  directoryDenied: () => ({
    status: 403,
    code: "Authorization_RequestDenied",
    text: "Insufficient privileges to complete the operation.",
  }),
  unknownEntraId: (id: string) => ({
    status: 404,
    code: "Request_ResourceNotFound",
    text: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  }),
  malformedEntraId: (id: string) => ({
    status: 400,
    code: "Request_BadRequest",
    text: `Invalid object identifier '${id.slice(0, 200)}'.`,
  }),
  unknownSegment: (segment: string) => ({
    status: 400,
    code: "BadRequest",
    text: `Resource not found for the segment '${segment.slice(0, 200)}'.`,
  }),
  badQuery: (option: string) => ({
    status: 400,
    code: "BadRequest",
    text: `The value of the query option '${option}' is not valid.`,
  }),
  unsupportedQuery: () => ({ status: 400, code: "BadRequest", text: "Unsupported parameter found in query." }),
  unknownProperty: (property: string, type = "microsoft.graph.managedDevice") => ({
    status: 400,
    code: "BadRequest",
    text: `Could not find a property named '${property.slice(0, 200)}' on type '${type}'.`,
  }),
  badBatch: (text: string) => ({ status: 400, code: "BadRequest", text: text.slice(0, 500) }),
  dependencyFailed: () => ({
    status: 424,
    code: "FailedDependency",
    text: "A request that this one depends on has failed.",
  }),
  intuneMissing: (path: string) => ({
    status: 401,
    code: "UnknownError",
    text: intuneFailure,
    path,
    within: "Forbidden",
  }),
  throttled: (path: string) => ({ status: 429, code: "TooManyRequests", text: intuneFailure, path }),
  backEndFault: (path: string) => ({
    status: 500,
    code: "InternalServerError",
    text: "An internal server error has occurred",
    path,
  }),
  notImplemented: (what: string) => ({
    status: 501,
    code: "NotImplemented",
    text: `The Sallyport emulator does not implement ${what.slice(0, 500)}.`,
  }),
} as const satisfies Record<string, (...parts: never[]) => GraphProblem>;
