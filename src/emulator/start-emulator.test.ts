import { createServer } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../core/clock.ts";
import { silentLogger } from "../core/log.ts";
import { systemRandom } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import { type EmulatorOptions, startEmulator } from "./start-emulator.ts";
import { testCertificate } from "./testing/certificate.ts";

let options: EmulatorOptions;
beforeAll(async () => {
  options = {
    host: "127.0.0.1",
    port: 0,
    tls: await testCertificate(),
    fleet: { tenants: [{ id: "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10", name: "Contoso" }] },
    controlToken: new Secret("a long enough token"),
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
  };
});

describe("the emulator refuses to start", () => {
  it.each(["0.0.0.0", "::", "10.0.0.1", "example.com", ""])(
    "on the host '%s', which others could reach",
    async (host) => {
      await expect(startEmulator({ ...options, host: host as "localhost" })).rejects.toMatchObject({
        code: "emulator.not-loopback",
      });
    },
  );

  it.each([
    "login.microsoftonline.com",
    "Graph.Microsoft.com",
    "graph.microsoft.us.",
    "login.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
  ])("under Microsoft's host name %s", async (publicHost) => {
    await expect(startEmulator({ ...options, publicHost })).rejects.toMatchObject({ code: "emulator.microsoft-host" });
  });

  it.each(["local host", "localhost/x", "a@b", ""])("under '%s', which is no host name", async (publicHost) => {
    await expect(startEmulator({ ...options, publicHost })).rejects.toMatchObject({
      code: "emulator.public-host-invalid",
    });
  });

  it("with a control token that can be guessed", async () => {
    await expect(startEmulator({ ...options, controlToken: new Secret("short") })).rejects.toMatchObject({
      code: "emulator.control-token-weak",
    });
  });

  it("with a fleet that is not valid, and says where", async () => {
    const fleet = { tenants: [{ id: "x", name: "Contoso" }] };
    await expect(startEmulator({ ...options, fleet })).rejects.toMatchObject({
      code: "emulator.fleet-invalid",
      message: expect.stringContaining("tenants[0].id"),
    });
  });

  it("on a port that is taken, and names it", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => blocker.once("listening", resolve));
    const { port } = blocker.address() as { port: number };
    await expect(startEmulator({ ...options, port })).rejects.toMatchObject({
      code: "emulator.listen-failed",
      message: `The emulator cannot listen on 127.0.0.1:${port}: the port is in use.`,
    });
    blocker.close();
  });
});

describe("a started emulator", () => {
  it("has an origin with its public host name and its real port", async () => {
    const emulator = await startEmulator({ ...options, publicHost: "emulator.example" });
    expect(emulator.origin).toMatch(/^https:\/\/emulator\.example:\d+$/);
    await emulator.close();
  });

  it("listens at localhost too", async () => {
    const emulator = await startEmulator({ ...options, host: "localhost" });
    expect(emulator.origin).toMatch(/^https:\/\/localhost:[1-9]\d*$/);
    await emulator.close();
  });
});
