import { constants, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Clock } from "../../../core/clock.ts";
import { describeError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/log.ts";
import type { GatewayLimits } from "../../options.ts";
import type { Inbound } from "../inbound.ts";
import type { SlowClients } from "../slow-clients.ts";
import { floodGuard } from "./flood-guard.ts";
import { http2Inbound } from "./inbound.ts";

/** The connections of a listener that speak HTTP/2. */
export interface Http2Sessions {
  /** Takes over a connection whose client asked for `h2`. */
  open(socket: TLSSocket): void;
  /** Tells all clients to go (GOAWAY); requests that were sent are still answered. */
  drain(): void;
}

/** What one connection may do: streams at once, what node refuses of it before it is closed, and its memory in megabytes. */
const most = { streams: 100, invalidFrames: 10, rejectedStreams: 20, memory: 4 };
/** The connection of a hop carries many clients, of whom none may end it for the others. */
const mostOfHops: typeof most = { streams: 1_000, invalidFrames: 1_000, rejectedStreams: 2_000, memory: 32 };
/** How many times as many streams the clients of a hop may reset together as one client may. */
const resetsOfHop = 100;

export function createHttp2Sessions(options: {
  limits: GatewayLimits;
  clock: Clock;
  log: Logger;
  slow: SlowClients;
  /** Whether a socket's last request came from a hop; null where none is trusted. */
  isHop: ((socket: Socket) => boolean) | null;
  onRequest: (inbound: Inbound) => void;
}): Http2Sessions {
  const sessions = new Set<ServerHttp2Session>();
  return {
    open: (socket) => {
      const session = openSession(socket, options);
      sessions.add(session);
      session.once("close", () => sessions.delete(session));
    },
    drain: () => {
      for (const session of sessions) session.close();
    },
  };
}

function openSession(
  socket: TLSSocket,
  { limits, clock, log, slow, isHop, onRequest }: Parameters<typeof createHttp2Sessions>[0],
): ServerHttp2Session {
  const bounds = isHop === null ? most : mostOfHops;
  const session = performServerHandshake(socket, {
    settings: {
      enablePush: false,
      maxConcurrentStreams: bounds.streams,
      maxHeaderListSize: limits.headerBytes,
    },
    // Twice what is answered with 431; more than that ends the stream.
    maxHeaderListPairs: 2 * limits.headers + 4,
    maxSettings: 16,
    maxSessionInvalidFrames: bounds.invalidFrames,
    maxSessionRejectedStreams: bounds.rejectedStreams,
    maxOutstandingPings: 4,
    maxSessionMemory: bounds.memory,
  });
  const allows = floodGuard(clock);
  const count = (what: "reset" | "ping" | "settings"): void => {
    const scale = what === "reset" && isHop?.(socket) === true ? resetsOfHop : 1;
    if (session.destroyed || allows(what, scale)) return;
    log.warn({ address: socket.remoteAddress, what }, "a client floods its HTTP/2 connection, which is closed");
    session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  };
  let open = 0;
  // Without a request a connection has its time, whatever else its client sends: node's own timer starts anew with a PING.
  const end = (): void => {
    session.close();
    const force = setTimeout(() => socket.destroy(), limits.lingerTimeout);
    socket.once("close", () => clearTimeout(force));
  };
  let idle = setTimeout(end, limits.headersTimeout);
  session.once("close", () => clearTimeout(idle));
  session.on("error", (problem) => log.debug({ why: describeError(problem) }, "an HTTP/2 connection failed"));
  session.on("ping", () => count("ping"));
  session.on("remoteSettings", () => count("settings"));
  session.on("stream", (stream: ServerHttp2Stream, _headers: unknown, flags: number, raw: unknown) => {
    open += 1;
    clearTimeout(idle);
    const hasBody = (flags & constants.NGHTTP2_FLAG_END_STREAM) === 0;
    watchStream(stream, hasBody, limits, log);
    stream.once("aborted", () => {
      count("reset");
      // A reset that reports no error leaves the rest of an answer waiting for a client that has gone.
      setImmediate(() => stream.destroy());
    });
    stream.once("close", () => {
      open -= 1;
      if (open === 0 && !session.destroyed) idle = setTimeout(end, limits.keepAliveTimeout);
    });
    onRequest(http2Inbound(stream, textsOf(raw), { socket, hasBody, limits, slow }));
  });
  return session;
}

/** Bounds how long a request may take to arrive, and how long nothing may move. */
function watchStream(stream: ServerHttp2Stream, hasBody: boolean, limits: GatewayLimits, log: Logger): void {
  stream.on("error", (problem) => log.debug({ why: describeError(problem) }, "a client stream failed"));
  stream.setTimeout(limits.idleTimeout, () => stream.close(constants.NGHTTP2_CANCEL));
  if (!hasBody) return;
  const late = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), limits.requestTimeout);
  const inTime = (): void => clearTimeout(late);
  stream.once("end", inTime).once("close", inTime);
}

/** Node's types leave out the fourth argument of the event, the only one that keeps repeated fields apart. */
function textsOf(raw: unknown): string[] {
  return Array.isArray(raw) ? raw.filter((item) => typeof item === "string") : [];
}
