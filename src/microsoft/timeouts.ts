/** How long each part of a call may take, in milliseconds. */
export interface Timeouts {
  /** TCP and TLS together. Counts only for a dispatcher made by this room. */
  readonly connect: number;
  /** From the request to the answer's headers. */
  readonly headers: number;
  /** Between two pieces of the answer's body. */
  readonly body: number;
  /** A whole token request, its retry included. */
  readonly token: number;
  /** A whole operation: waiting, token, every page, every retry. */
  readonly total: number;
  /** Before Graph is asked again with a new token, because a valid one may be refused for a moment. */
  readonly rejectedTokenPause: number;
}

export const defaultTimeouts: Timeouts = {
  connect: 3_000,
  headers: 5_000,
  body: 5_000,
  token: 8_000,
  total: 10_000,
  rejectedTokenPause: 1_500,
};
