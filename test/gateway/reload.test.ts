import { writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestGateway } from "../../src/gateway/testing/harness.ts";
import { startUpstream } from "../../src/gateway/testing/upstream.ts";

const reloads = 1_000;
const clients = 4;
/** Of the whole test, on a machine that has other things to do. */
const patience = 180_000;

test("reloading routes a thousand times under load loses no request", { timeout: patience }, async () => {
  const upstream = await startUpstream((_request, response) => response.end("from the application"));
  // Each version sends to the application over connections of its own, and says which one it is.
  const version = (number: number) =>
    JSON.stringify({
      name: "app",
      baseURI: upstream.origin,
      heap: [{ name: "Proxy", type: "ReverseProxyHandler" }],
      properties: { version: number },
      handler: { type: "Chain", config: { filters: [], handler: "Proxy" } },
    });
  const router = { type: "Router", config: { directory: "routes", scanInterval: "disabled" } };
  const gateway = await startTestGateway({
    files: { "config.json": { handler: router } },
    routes: { "app.json": version(0) },
  });

  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const get = () =>
    new Promise<string>((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port: gateway.port, path: "/", agent }, (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => {
          body += chunk.toString("utf8");
        });
        response.on("end", () => resolve(`${response.statusCode} ${body}`));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end();
    });

  let reloading = true;
  let answered = 0;
  const others: string[] = [];
  const client = async (): Promise<void> => {
    while (reloading) {
      const answer = await get().catch((problem: unknown) => String(problem));
      answered += 1;
      if (answer !== "200 from the application") others.push(answer);
      // The load need not be heavy, but never cease: each reload meets requests on their way.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const load = Array.from({ length: clients }, client);
  for (let number = 1; number <= reloads; number += 1) {
    await writeFile(join(gateway.directory, "routes/app.json"), version(number));
    await gateway.reload();
  }
  reloading = false;
  await Promise.all(load);
  agent.destroy();
  await gateway.close();
  await upstream.close();

  expect(others).toEqual([]);
  expect(answered).toBeGreaterThan(reloads / 4);
  expect(gateway.status()).toEqual([]);
});
