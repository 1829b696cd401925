import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { request } from "undici";
import type { MicrosoftConnection } from "../src/microsoft/index.ts";
import { microsoft } from "./product.ts";
import { type Program, startProgram } from "./program.ts";

/** The emulator in a process of its own, with a fleet as large as it makes one. */
export interface BenchEmulator {
  readonly program: Program;
  readonly access: EmulatorAccess;
  /** Paths that Graph and Entra were asked for, in order. */
  requests(): Promise<readonly { readonly method: string; readonly path: string }[]>;
  stop(): Promise<void>;
}

/** What a reader in another process needs, as one environment variable. */
export interface EmulatorAccess {
  readonly origin: string;
  /** PEM. */
  readonly ca: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export const fleetSize = 100_000;

const entry = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

export async function startBenchEmulator(folder: string): Promise<BenchEmulator> {
  const generated = ["--generate", String(fleetSize), "--seed", "bench"];
  const program = await startProgram({
    name: "fleet-emulator",
    args: [entry, "emulator", "--port", "0", "--identity-port", "0", ...generated, "--json"],
    folder,
    environment: process.env,
    readyWhen: '"graphClient"',
  });
  const printed = JSON.parse(program.output().split("\n")[0] ?? "");
  const { origin, tenant, client, controlToken } = printed;
  const ca = readFileSync(printed.ca, "utf8");
  const access = { origin, ca, tenantId: tenant.id, clientId: client.id, clientSecret: client.secret };
  const dispatcher = microsoft.createMicrosoftDispatcher({ ca });
  return {
    program,
    access,
    async requests() {
      const headers = { authorization: `Bearer ${controlToken}` };
      const answer = await request(`${origin}/_emulator/requests`, { dispatcher, headers });
      return JSON.parse(await answer.body.text()).requests;
    },
    async stop() {
      await dispatcher.close();
      await program.stop();
    },
  };
}

export function connectionTo({ origin, tenantId, clientId, clientSecret }: EmulatorAccess): MicrosoftConnection {
  const credential = { kind: "client-secret", secret: new microsoft.Secret(clientSecret) } as const;
  return { cloud: { login: origin, graph: origin }, tenantId, clientId, credential };
}
