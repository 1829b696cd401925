import { createServer } from "node:net";
import fastify from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMetrics } from "../../core/metrics.ts";
import type { Deployment } from "../deployment/load.ts";
import { deploymentSchema } from "../deployment/schema.ts";
import { administrationOptions, isReadOnly, listenForAdministration } from "./administration.ts";

function deployment(settings: object, environment: NodeJS.ProcessEnv = {}): Deployment {
  return { settings: deploymentSchema.parse(settings), environment } as Deployment;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

const store = {} as Parameters<typeof administrationOptions>[1];
const metrics = createMetrics();

describe("administration", () => {
  it("without the section there is none", () => {
    expect(administrationOptions(deployment({}), store, metrics)).toEqual({});
  });

  it("stands at the server's port unless it has one of its own", () => {
    const { configuration, administration } = administrationOptions(deployment({ administration: {} }), store, metrics);
    expect(configuration).not.toHaveProperty("isAdministrationPort");
    expect(administration).toEqual({ realm: "/", minimumAuthLevel: 0 });
    const own = administrationOptions(deployment({ administration: { listener: { port: 9000 } } }), store, metrics);
    for (const part of [own.configuration, own.metrics]) {
      expect([9000, 8080].map((port) => part?.isAdministrationPort?.(port))).toEqual([true, false]);
    }
  });

  it("its own port answers what the server answers, and knows which port was called", async () => {
    const app = fastify();
    app.get("/port", (request) => ({ port: request.raw.socket.localPort }));
    await app.listen({ host: "127.0.0.1", port: 0 });
    onTestFinished(() => app.close());
    const port = await freePort();
    const stop = await listenForAdministration(app, deployment({ administration: { listener: { port } } }));
    const answer = await fetch(`http://127.0.0.1:${port}/port`);
    expect(await answer.json()).toEqual({ port });
    await stop();
    await expect(fetch(`http://127.0.0.1:${port}/port`)).rejects.toThrow("fetch failed");
  });

  it.each([
    [{ administration: { readOnly: true } }, {}, true],
    [{}, { SALLYPORT_READ_ONLY: "true" }, true],
    [{ administration: {} }, {}, false],
  ])("is read-only by setting or by flag: %j, %j", (settings, environment, expected) => {
    expect(isReadOnly(deployment(settings, environment))).toBe(expected);
  });
});
