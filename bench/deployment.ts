import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/core/clock.ts";
import { systemRandom } from "../src/core/random.ts";
import { Secret } from "../src/core/secret.ts";
import type { AssertionKey } from "../src/device/index.ts";
import { fleetSchema } from "../src/emulator/index.ts";
import { type DevelopmentPki, ensureDevelopmentPki } from "../src/pki/index.ts";

/** A folder with everything that the parts of the benchmark's deployment need, for as many devices as connections. */
export interface BenchDeployment {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly gateway: string;
  readonly server: string;
  readonly ca: string;
  readonly assertionKey: AssertionKey;
  readonly devices: readonly BenchDevice[];
  remove(): void;
}

export interface BenchDevice {
  readonly id: string;
  /** PEM texts. */
  readonly certificate: string;
  readonly key: string;
}

const source = fileURLToPath(new URL("deployment", import.meta.url));

export async function prepareDeployment(deviceCount: number): Promise<BenchDeployment> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  cpSync(source, join(folder, "deployment"), { recursive: true });
  mkdirSync(join(folder, ".sallyport"), { mode: 0o700 });
  const ids = Array.from({ length: deviceCount }, () => systemRandom.uuid());
  addToFleet(join(folder, "deployment", "emulator", "fleet.json"), ids);
  const pki = await certificates(join(folder, ".sallyport", "pki"), ids);
  const [gateway, server, emulator] = await freePorts(3);
  const key = newSecret();
  return {
    folder,
    environment: {
      ...process.env,
      SALLYPORT_GATEWAY_PORT: String(gateway),
      SALLYPORT_SERVER_PORT: String(server),
      SALLYPORT_EMULATOR_PORT: String(emulator),
      SALLYPORT_GATEWAY_ASSERTION_KEY: key,
      SALLYPORT_INTUNE_CLIENT_SECRET: newSecret(),
      SALLYPORT_EMULATOR_CONTROL_TOKEN: newSecret(),
      SALLYPORT_KIOSK_PASSWORD: newSecret(),
    },
    gateway: `https://localhost:${gateway}`,
    server: `http://127.0.0.1:${server}`,
    ca: pki.ca.certificate,
    assertionKey: { kid: "bench-1", secret: new Secret(key) },
    devices: pki.devices.map(({ certificate, key }, index) => ({ id: ids[index] ?? "", certificate, key })),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function addToFleet(file: string, ids: readonly string[]): void {
  const fleet = fleetSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const devices = ids.map((id) => ({ id, complianceState: "compliant", operatingSystem: "Windows", detectedApps: [] }));
  const tenants = fleet.tenants.map((tenant) => ({ ...tenant, devices }));
  writeFileSync(file, JSON.stringify({ ...fleet, tenants }));
}

function certificates(directory: string, ids: readonly string[]): Promise<DevelopmentPki> {
  const devices = ids.map((id, index) => ({
    name: `kiosk-${index}`,
    commonName: "Contoso kiosk",
    dnsNames: [`${id}.devices.contoso.example`],
  }));
  return ensureDevelopmentPki(directory, { hosts: ["localhost"], devices, clock: systemClock, random: systemRandom });
}

function newSecret(): string {
  return systemRandom.bytes(32).toString("base64url");
}

export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
