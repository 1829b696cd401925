/** How long each part of a call may take, in milliseconds. */
export interface Timeouts {
  /** TCP and TLS together. Counts only for a dispatcher made by this room. */
  readonly connect: number;
  /** From the request to the answer's headers. */
  readonly headers: number;
  /** Between two pieces of the answer's body. */
  readonly body: number;
  /** A whole token request, its repeats included. */
  readonly token: number;
  /** A whole operation: waiting, token, every page, every repeat. A gateway waits ten seconds for the server that asks. */
  readonly total: number;
  /** One page of a fleet, which may be much larger than anything that a login asks for. */
  readonly page: number;
  /** Before Graph is asked again with a new token, because a valid one may be refused for a moment. */
  readonly rejectedTokenPause: number;
  /** The longest pause before the first repeat of a failed call; it doubles with each repeat. */
  readonly retryPause: number;
  /** How long Graph is left alone after it failed many times in a row. */
  readonly breakerOpen: number;
}

export const defaultTimeouts: Timeouts = {
  connect: 3_000,
  headers: 5_000,
  body: 5_000,
  token: 8_000,
  total: 8_000,
  page: 60_000,
  rejectedTokenPause: 1_500,
  retryPause: 200,
  breakerOpen: 10_000,
};
