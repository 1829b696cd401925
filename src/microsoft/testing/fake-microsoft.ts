import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Dispatcher } from "undici";
import { createMicrosoftDispatcher } from "../dispatcher.ts";
import { selfSigned } from "./self-signed.ts";

/** A fake of Entra and Graph for this room's tests: a TLS server on loopback that says what a test tells it to. */

export interface FakeReply {
  readonly status: number;
  /** Text and bytes go out as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a server can do instead of answering. */
export type Mischief = "hang" | "reset" | "truncate" | "drip" | "hang-in-body";

interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly form: URLSearchParams;
}

export type Script = (request: FakeRequest, call: number) => FakeReply | Mischief;

export interface FakeMicrosoft {
  readonly origin: string;
  readonly ca: string;
  /** Connections that trust the fake; shared by the tests of a file, because making them takes a while. */
  readonly dispatcher: Dispatcher;
  readonly tokenRequests: FakeRequest[];
  readonly graphRequests: FakeRequest[];
  /** Sets what is answered to the n-th call (from 1) and forgets the calls so far. */
  play(scripts: { token?: Script; graph?: Script }): void;
  close(): Promise<void>;
}

export const issued = (token = "token-1", lifetime: unknown = 3599): FakeReply => ({
  status: 200,
  body: { token_type: "Bearer", expires_in: lifetime, ext_expires_in: lifetime, access_token: token },
});

export async function startFakeMicrosoft(): Promise<FakeMicrosoft> {
  const { certificate, key } = await selfSigned("127.0.0.1");
  const tokenRequests: FakeRequest[] = [];
  const graphRequests: FakeRequest[] = [];
  let token: Script = () => issued();
  let graph: Script = () => ({ status: 404 });

  const server = createServer({ cert: certificate, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const { method = "", url: path = "", headers } = request;
      const isToken = method === "POST";
      const seen = isToken ? tokenRequests : graphRequests;
      const call = seen.push({ method, path, headers, form });
      answer(response, (isToken ? token : graph)({ method, path, headers, form }, call));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const dispatcher = createMicrosoftDispatcher({ ca: certificate });
  return {
    origin: `https://127.0.0.1:${port}`,
    ca: certificate,
    dispatcher,
    tokenRequests,
    graphRequests,
    play(scripts) {
      token = scripts.token ?? (() => issued());
      graph = scripts.graph ?? (() => ({ status: 404 }));
      tokenRequests.length = 0;
      graphRequests.length = 0;
    },
    async close() {
      await dispatcher.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(response: ServerResponse, reply: FakeReply | Mischief): void {
  if (typeof reply === "string") misbehave(response, reply);
  else {
    const { status, body, headers } = reply;
    const isWhole = typeof body === "string" || body instanceof Uint8Array;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(isWhole ? body : JSON.stringify(body ?? {}));
  }
}

function misbehave(response: ServerResponse, mischief: Mischief): void {
  if (mischief === "reset") response.socket?.destroy();
  if (mischief === "hang" || mischief === "reset") return;
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"id":"');
  if (mischief === "truncate") setTimeout(() => response.socket?.destroy(), 10);
  if (mischief !== "drip") return;
  const drip = setInterval(() => response.write("x"), 20);
  response.on("close", () => clearInterval(drip));
}
