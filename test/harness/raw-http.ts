import { once } from "node:events";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect, type SecureVersion, type TLSSocket } from "node:tls";
import type { Answer } from "./client.ts";
import { ca, demo } from "./demo.ts";

/** HTTP/1.1 by hand over a connection of one's own: for what no client library sends, and for resumed TLS sessions. */

/** The message of the error when a connection ends, however it does, before it has answered. */
export const connectionEnded = "the connection ended without an answer";

export interface TlsOptions {
  /** PEM; default: no client certificate. */
  readonly identity?: { readonly cert: string; readonly key: string };
  readonly version?: SecureVersion;
  /** A session to resume. */
  readonly session?: Buffer;
}

/** A TLS connection to the demo's gateway. */
export async function connectToGateway({ identity, version, session }: TlsOptions = {}): Promise<TLSSocket> {
  const { hostname, port } = new URL(demo.gateway);
  const options: ConnectionOptions = {
    host: hostname,
    port: Number(port),
    servername: hostname,
    ca,
    ...identity,
    ...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
    ...(session === undefined ? {} : { session }),
  };
  const socket = connect(options);
  // What goes wrong after the handshake, `exchange` reports by the connection's end.
  socket.on("error", () => socket.destroy());
  try {
    await once(socket, "secureConnect");
  } catch (cause) {
    throw new Error(connectionEnded, { cause });
  }
  return socket;
}

/** Sends the bytes as they are and reads one answer. @throws Error `connectionEnded` */
export function exchange(socket: Duplex, request: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const done = (): void => {
      socket.off("data", onData).off("end", onEnd).off("close", onEnd);
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const answer = readAnswer(received.toString("utf8"));
      if (answer === undefined) return;
      done();
      resolve(answer);
    };
    const onEnd = (): void => {
      done();
      reject(new Error(connectionEnded));
    };
    if (socket.destroyed) return onEnd();
    socket.on("data", onData).on("end", onEnd).on("close", onEnd);
    socket.write(request);
  });
}

export interface RawStart {
  /** Further header lines, without line ends. */
  readonly lines?: readonly string[];
  /** Everything after the last header line; `lines` must say how long it is. Default: an empty body. */
  readonly body?: string;
  readonly base?: string;
}

/** The text of a request that starts the page's journey. */
export function startRequest({ lines = [], body, base = "/am/json" }: RawStart = {}): string {
  const target = `${base}/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=intune`;
  const fixed = [`POST ${target} HTTP/1.1`, `Host: ${new URL(demo.gateway).host}`, "Content-Type: application/json"];
  const length = body === undefined ? ["Content-Length: 0"] : [];
  return `${[...fixed, "Accept-API-Version: resource=2.1", ...length, ...lines].join("\r\n")}\r\n\r\n${body ?? ""}`;
}

/** The answer, or `undefined` while it is incomplete. Everything that the demo answers is ASCII. */
function readAnswer(text: string): Answer | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const body = readBody(text.slice(end + 4), headers);
  return body === undefined ? undefined : { status: Number(statusLine.split(" ")[1]), headers, body: parsed(body) };
}

function readBody(rest: string, headers: Record<string, string | undefined>): string | undefined {
  if (headers["transfer-encoding"] === "chunked") return readChunks(rest);
  const length = Number(headers["content-length"] ?? 0);
  return rest.length < length ? undefined : rest.slice(0, length);
}

function readChunks(rest: string): string | undefined {
  const lineEnd = rest.indexOf("\r\n");
  if (lineEnd < 0) return undefined;
  const size = Number.parseInt(rest.slice(0, lineEnd), 16);
  if (size === 0) return "";
  const next = readChunks(rest.slice(lineEnd + 2 + size + 2));
  return next === undefined ? undefined : rest.slice(lineEnd + 2, lineEnd + 2 + size) + next;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
