import type { Socket } from "node:net";
import type { GatewayResponse, RequestBody, Target } from "../http/exchange.ts";
import type { Headers } from "../http/headers.ts";

/** What a request says once it was checked. */
export interface ReadRequest {
  readonly target: Target;
  readonly headers: Headers;
  readonly body: RequestBody | null;
}

/** One request on the wire and the way back, whatever version of HTTP it came in. */
export interface Inbound {
  readonly method: string;
  readonly version: string;
  /** Name, value, name, value: all of them, as they came. What they say of the client is not true before it is checked. */
  readonly rawHeaders: readonly string[];
  /** Set for a handshake that wants to leave HTTP. */
  readonly upgrade?: "websocket" | undefined;
  /** The connection: it knows who the peer is. */
  readonly socket: Socket;
  /** Set where another server of ours has ended the client's connection; default: the socket's own peer. */
  readonly client?: { readonly address: string; readonly port: number; readonly secure: boolean };
  /** @throws {gateway.request-malformed} {@link gatewayErrors} and its kin for a request that no route may see */
  read(): ReadRequest;
  /**
   * Sends the answer.
   *
   * @param last takes no further request on this connection
   * @returns nothing when there is nothing to wait for
   */
  answer(response: GatewayResponse, last: boolean): Promise<void> | undefined;
  /** Nothing that the client sends behind this request counts: it may be a part of what was refused. */
  distrust(): void;
  /** Whether an answer is on its way, or nobody is left to get one. */
  isAnswered(): boolean;
  /** Ends an answer that cannot be finished: half an answer must look like half an answer. */
  cut(): void;
  /** The status that was sent. */
  status(): number;
  /** Calls when the client left before it had its answer. */
  onLeave(listener: () => void): void;
}
