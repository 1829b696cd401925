import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Random } from "../core/random.ts";
import type { Secret } from "../core/secret.ts";
import { type LoopbackHost, requireLoopback, requirePublicHost } from "./address.ts";
import { createApp, type EmulatorApp } from "./app.ts";
import { createBehaviourSwitch } from "./behaviour/behaviour.ts";
import { controlRoutes } from "./control/control-routes.ts";
import { entraRoutes } from "./entra/entra-routes.ts";
import { createReplayMemory } from "./entra/replay-memory.ts";
import { createSigningKey } from "./entra/signing-key.ts";
import { emulatorErrors } from "./errors.ts";
import { createFaultSwitch } from "./faults/fault-switch.ts";
import { type Fleet, type FleetDocument, fleetSchema } from "./fleet/fleet-schema.ts";
import { createFleetState } from "./fleet/fleet-state.ts";
import { graphEndpoint } from "./graph/graph-endpoint.ts";
import { createPageCache } from "./graph/page-cache.ts";
import { createThrottle } from "./graph/throttle/throttle.ts";
import { answerErrors } from "./http-errors.ts";
import { type IdentityOptions, type RunningIdentity, startIdentity } from "./identity/start-identity.ts";
import { listen, portOf } from "./listen.ts";
import { pageRoutes } from "./page/page-routes.ts";
import { createRecorder } from "./recorder.ts";
import { createRequestLog } from "./request-log.ts";

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
  /** Also runs a managed identity endpoint, on a port of its own, without TLS. */
  readonly managedIdentity?: IdentityOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface RunningEmulator {
  /** `https://localhost:8444`: login host and Graph host at once. */
  readonly origin: string;
  readonly managedIdentity: Pick<RunningIdentity, "authorityHost" | "endpoint"> | undefined;
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
  const fleet = checkedFleet(options.fleet);
  const state = createFleetState(fleet, clock);

  const app = createApp(options.tls);
  const origin = () => `https://${publicHost}:${portOf(app) ?? options.port}`;
  const key = await createSigningKey();
  const behaviour = createBehaviourSwitch(fleet.behaviour);
  const throttle = createThrottle(clock);
  const pages = createPageCache();
  const replay = createReplayMemory();
  const faults = createFaultSwitch(random);
  const recorder = createRecorder(clock);
  const requests = createRequestLog(recorder, clock, log);
  const service = { state, behaviour, throttle, pages, replay, key, clock, random, origin };
  const faultContext = { faults, clock, random, noteFault: requests.noteFault };

  requests.record(app);
  answerErrors(app, log);
  await app.register(async (scope: EmulatorApp) => entraRoutes(scope, service, faultContext));
  await app.register(async (scope: EmulatorApp) => graphEndpoint(scope, service, faultContext));
  const control = { state, behaviour, throttle, replay, faults, recorder, token: controlToken };
  await app.register(async (scope: EmulatorApp) => controlRoutes(scope, control), { prefix: "/_emulator" });
  pageRoutes(app);

  await listen(app, options.host, options.port);
  try {
    const { managedIdentity, host } = options;
    const identity =
      managedIdentity &&
      (await startIdentity({ ...managedIdentity, host }, service, faultContext, requests.record, log));
    const devices = state.tenants.reduce((sum, tenant) => sum + state.devicesOf(tenant.id).length, 0);
    log.info({ origin: origin(), tenants: state.tenants.length, devices }, "emulator listens");
    const close = async (): Promise<void> => {
      state.close();
      await Promise.all([app.close(), identity?.close()]);
    };
    return { origin: origin(), managedIdentity: identity, close };
  } catch (failure) {
    await app.close();
    throw failure;
  }
}

function checkedFleet(document: FleetDocument): Fleet {
  const result = fleetSchema.safeParse(document);
  if (result.success) return result.data;
  throw emulatorErrors.error("emulator.fleet-invalid", { message: z.prettifyError(result.error) });
}
