import { afterEach } from "vitest";
import { type TestServer, type TestServerOptions, testServer } from "./server.ts";

/** Servers that are closed after each test of the file that calls this. */
export function openServers(): (options?: TestServerOptions) => TestServer {
  const open: TestServer[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });
  return (options = {}) => {
    const server = testServer(options);
    open.push(server);
    return server;
  };
}
