import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { errorCode } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Random } from "../core/random.ts";
import type { Secret } from "../core/secret.ts";
import { isLoopback, type LoopbackHost, requireLoopback, requirePublicHost } from "./address.ts";
import { createApp, type EmulatorApp } from "./app.ts";
import { controlRoutes } from "./control/control-routes.ts";
import { entraRoutes } from "./entra/entra-routes.ts";
import { createSigningKey } from "./entra/signing-key.ts";
import { emulatorErrors } from "./errors.ts";
import { createFaultSwitch } from "./faults/fault.ts";
import { type Fleet, type FleetDocument, fleetSchema } from "./fleet/fleet-schema.ts";
import { createFleetState } from "./fleet/fleet-state.ts";
import { graphRoutes } from "./graph/graph-routes.ts";
import { answerErrors } from "./http-errors.ts";
import { createRecorder } from "./recorder.ts";
import { recordRequests } from "./request-log.ts";

export interface EmulatorOptions {
  readonly host: LoopbackHost;
  /** 0 takes a free port. */
  readonly port: number;
  /** The host name in the origin and in every URL that the emulator hands out; default `localhost`. */
  readonly publicHost?: string;
  /** Private key and certificate chain, PEM. The certificate must name `publicHost`. */
  readonly tls: { readonly key: string; readonly cert: string };
  readonly fleet: FleetDocument;
  /** The bearer token of the control API; at least 16 characters. */
  readonly controlToken: Secret;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface RunningEmulator {
  /** `https://localhost:8444`: login host and Graph host at once. */
  readonly origin: string;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

const shortestControlToken = 16;

/**
 * Starts an emulator of Entra's token endpoint and of Graph's device management, with a control API below `/_emulator`.
 *
 * @throws {emulator.not-loopback} {@link emulatorErrors} for a host that others could reach
 * @throws {emulator.microsoft-host} when it would appear under a name of Microsoft's
 * @throws {emulator.fleet-invalid} naming each problem of the fleet document
 * @throws {emulator.listen-failed} naming the port when it is taken
 */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const { clock, random, log, controlToken, publicHost = "localhost" } = options;
  requireLoopback(options.host);
  requirePublicHost(publicHost);
  if (controlToken.reveal().length < shortestControlToken) throw emulatorErrors.error("emulator.control-token-weak");
  const state = createFleetState(checkedFleet(options.fleet), clock);

  const app = createApp(options.tls);
  const origin = () => `https://${publicHost}:${boundTo(app)[0]?.port ?? options.port}`;
  const key = await createSigningKey();
  const faults = createFaultSwitch();
  const recorder = createRecorder(clock);
  const { noteFault } = recordRequests(app, recorder, clock, log);
  const service = { state, key, clock, random, origin };
  const faultContext = { faults, clock, random, noteFault };

  answerErrors(app, log);
  await app.register(async (scope: EmulatorApp) => entraRoutes(scope, service, faultContext));
  await app.register(async (scope: EmulatorApp) => graphRoutes(scope, service, faultContext));
  const control = { state, faults, recorder, token: controlToken };
  await app.register(async (scope: EmulatorApp) => controlRoutes(scope, control), { prefix: "/_emulator" });

  await listen(app, options.host, options.port);
  log.info({ origin: origin(), tenants: state.tenants.length, devices: state.devices().length }, "emulator listens");
  return { origin: origin(), close: () => app.close() };
}

function checkedFleet(document: FleetDocument): Fleet {
  const result = fleetSchema.safeParse(document);
  if (result.success) return result.data;
  throw emulatorErrors.error("emulator.fleet-invalid", { message: z.prettifyError(result.error) });
}

async function listen(app: EmulatorApp, host: LoopbackHost, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const reason = errorCode(cause) === "EADDRINUSE" ? "the port is in use" : (errorCode(cause) ?? "unknown reason");
    const message = `The emulator cannot listen on ${host}:${port}: ${reason}.`;
    throw emulatorErrors.error("emulator.listen-failed", { message, cause });
  }
  if (boundTo(app).every(isLoopback)) return;
  await app.close();
  throw emulatorErrors.error("emulator.not-loopback", {
    message: `"${host}" is not a loopback address on this machine.`,
  });
}

function boundTo(app: EmulatorApp): AddressInfo[] {
  return app.addresses().filter((address) => typeof address !== "string");
}
