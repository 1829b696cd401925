import { Agent, fetch, type RequestInit } from "undici";
import { type FrozenClock, frozenClock } from "../../core/clock.ts";
import { silentLogger } from "../../core/log.ts";
import { seededRandom } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import type { FleetDocument } from "../fleet/fleet-schema.ts";
import { startEmulator } from "../start-emulator.ts";
import { testCertificate } from "./certificate.ts";

export const identityHeader = "identity-header-of-the-tests";
export const controlToken = "control-token-of-the-tests";

/** A running emulator with a client that trusts its certificate. */
export interface TestEmulator {
  readonly origin: string;
  /** Where the managed identity endpoint listens. */
  readonly identity: { readonly authorityHost: string; readonly endpoint: string };
  readonly clock: FrozenClock;
  readonly dispatcher: Agent;
  fetch(path: string, init?: RequestInit): ReturnType<typeof fetch>;
  /** A request to the control API; `body` is sent as JSON. */
  control(method: string, path: string, body?: unknown): ReturnType<typeof fetch>;
  /** A request to the token endpoint. */
  token(tenant: string, form: Record<string, string>, headers?: Record<string, string>): ReturnType<typeof fetch>;
  close(): Promise<void>;
}

export async function startTestEmulator(fleet: FleetDocument): Promise<TestEmulator> {
  const { ca, key, cert } = await testCertificate();
  const clock = frozenClock("2026-01-07T04:43:04Z");
  const emulator = await startEmulator({
    host: "127.0.0.1",
    port: 0,
    tls: { key, cert },
    fleet,
    controlToken: new Secret(controlToken),
    managedIdentity: { port: 0, header: new Secret(identityHeader) },
    clock,
    random: seededRandom("emulator"),
    log: silentLogger,
  });
  const dispatcher = new Agent({ connect: { ca } });
  const send = (path: string, init: RequestInit = {}) => fetch(`${emulator.origin}${path}`, { ...init, dispatcher });
  const { managedIdentity } = emulator;
  if (managedIdentity === undefined) throw new Error("no managed identity endpoint");
  return {
    origin: emulator.origin,
    identity: managedIdentity,
    clock,
    dispatcher,
    fetch: send,
    control: (method, path, body) =>
      send(`/_emulator${path}`, {
        method,
        headers: {
          authorization: `Bearer ${controlToken}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    token: (tenant, form, headers = {}) =>
      send(`/${tenant}/oauth2/v2.0/token`, { method: "POST", body: new URLSearchParams(form), headers }),
    async close() {
      await dispatcher.destroy();
      await emulator.close();
    },
  };
}
