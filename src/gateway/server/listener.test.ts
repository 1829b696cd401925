import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import type { Logger } from "../../core/log.ts";
import { ask } from "../testing/client.ts";
import { startTestGateway } from "../testing/harness.ts";
import { listening } from "../testing/listening.ts";

const route = { name: "hello", handler: { type: "StaticResponseHandler", config: { status: 200, entity: "hello" } } };

test("a busy port is named", async () => {
  const server = createServer();
  const port = await listening(server);
  const admin = { connectors: [{ host: "127.0.0.1", port }] };
  const started = startTestGateway({ files: { "admin.json": admin } });
  await expect(started).rejects.toMatchObject({
    code: "gateway.listen-failed",
    message: `The gateway cannot listen on 127.0.0.1, port ${port}: another program uses it.`,
  });
  await new Promise((resolve) => server.close(resolve));
});

test("one address gets no more connections than the limit", async () => {
  const gateway = await startTestGateway({
    routes: { "a.json": route },
    options: { limits: { connectionsPerAddress: 2 } },
  });
  const sockets = [1, 2].map(() => connect(gateway.port, "127.0.0.1").on("error", () => undefined));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  await expect(ask({ port: gateway.port })).rejects.toThrow();
  const [first] = sockets;
  first?.destroy();
  await expect
    .poll(() =>
      ask({ port: gateway.port }).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  for (const socket of sockets) socket.destroy();
  await gateway.close();
});

test("headers that do not arrive in time end the connection", async () => {
  const limits = { headersTimeout: 200, requestTimeout: 200 };
  const gateway = await startTestGateway({ routes: { "a.json": route }, options: { limits } });
  const socket = connect(gateway.port, "127.0.0.1").on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\n");
  const [answer]: Buffer[] = await once(socket, "data");
  expect(answer?.toString()).toContain("408 Request Timeout");
  await gateway.close();
});

test("each request is one line in the log, without query and cookies", async () => {
  const lines: { message: string }[] = [];
  const note = (fields: object, message: string): void => {
    lines.push({ ...fields, message });
  };
  const log: Logger = { debug: note, info: note, warn: note, error: note };
  const gateway = await startTestGateway({ routes: { "a.json": route }, options: { log } });
  await ask({ port: gateway.port, path: "/a?secret=1", headers: ["Cookie", "secret=2"] });
  await expect
    .poll(() => lines.filter(({ message }) => message === "request"))
    .toEqual([{ method: "GET", path: "/a", route: "hello", status: 200, ms: 0, message: "request" }]);
  await gateway.close();
});
