import { createServer, type IncomingMessage } from "node:http";

/** What a managed identity's endpoint answers in a test, and what it was asked. */
export interface FakeMachine {
  readonly origin: string;
  readonly requests: IncomingMessage[];
  /** The status and body of every answer; no answer at all when it is null. */
  reply: { readonly status: number; readonly body: unknown } | null;
  close(): Promise<void>;
}

/** Plain http on loopback, as instance metadata is plain http on a link-local address. */
export async function startFakeMachine(): Promise<FakeMachine> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const { reply } = machine;
    if (reply === null) response.socket?.destroy();
    else response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const machine: FakeMachine = {
    origin: `http://127.0.0.1:${port}`,
    requests,
    reply: null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return machine;
}
