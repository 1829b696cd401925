import { Agent, type Dispatcher } from "undici";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Random } from "../core/random.ts";
import type { ResolvedConnection } from "./connection.ts";
import { resolvedConnections } from "./connections.ts";
import { createCounters } from "./counters.ts";
import { startDeadline } from "./deadline.ts";
import { diagnose } from "./diagnosis/diagnose.ts";
import { createMicrosoftDispatcher } from "./dispatcher.ts";
import { createEntraAsker } from "./entra/ask-entra.ts";
import { createTokenRequester } from "./entra/token-request.ts";
import { createTokenSource } from "./entra/token-source.ts";
import { microsoftErrors } from "./errors.ts";
import { failure, type VerdictFailure } from "./failure.ts";
import { type DetectedApps, readDetectedApps } from "./graph/detected-apps.ts";
import { isDeviceId } from "./graph/device-id.ts";
import { isEntraDeviceId } from "./graph/entra-id.ts";
import { type FailingSettings, readFailingSettings } from "./graph/failing-settings.ts";
import { readFleet } from "./graph/fleet.ts";
import { createGraphClient, type GraphOperation } from "./graph/graph-client.ts";
import { createHttpClient } from "./http.ts";
import type { IntuneClient } from "./intune-client.ts";
import { deviceReads, isFailure, report } from "./operation.ts";
import { defaultTimeouts, type Timeouts } from "./timeouts.ts";
import { createFreshness } from "./verdicts/freshness.ts";
import type { DeviceIdKind, VerdictCacheOptions } from "./verdicts/options.ts";
import { createReadingStore } from "./verdicts/reading-store.ts";
import { createVerdicts } from "./verdicts/verdicts.ts";
import { watched } from "./verdicts/watched.ts";

export interface ComplianceClientOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Connections to use, for an extra CA or a proxy; see `createMicrosoftDispatcher`. */
  readonly dispatcher?: Dispatcher;
  readonly timeouts?: Partial<Timeouts>;
  /** Off by default: every verdict is then a reading of now. */
  readonly cache?: VerdictCacheOptions;
  /**
   * For how many milliseconds a compliant reading may stand in while Microsoft cannot be asked; at most 15 minutes, and 0
   * by default. Such a verdict says `stale`.
   */
  readonly staleIfError?: number;
}

/**
 * @example
 * const compliance = createComplianceClient({ clock: systemClock, random: systemRandom, log });
 * const result = await compliance.verdict(connection, deviceId);
 * if (result.outcome === "device" && result.complianceState === "compliant") welcome();
 */
export function createComplianceClient(options: ComplianceClientOptions): IntuneClient {
  const { clock, random, log } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const dispatcher = options.dispatcher ?? createMicrosoftDispatcher({ connectTimeout: timeouts.connect });
  // A managed identity's endpoint is on this machine: no proxy, no extra CA, no pool that others fill.
  const machine = new Agent({ connections: 2, connect: { timeout: timeouts.connect } });
  const counters = createCounters();
  const http = createHttpClient(dispatcher, timeouts);
  const asking = { clock, random, counters, retryPause: timeouts.retryPause };
  const request = createTokenRequester({
    ask: createEntraAsker({ http, ...asking }),
    askMachine: createEntraAsker({ http: createHttpClient(machine, timeouts), ...asking }),
    clock,
    random,
    timeout: timeouts.token,
  });
  const tokens = createTokenSource({ request, clock, log });
  const graph = createGraphClient({ http, tokens, clock, random, counters, timeouts });
  const store = createReadingStore();
  const freshness = createFreshness(options.cache, options.staleIfError ?? 0);
  const reading = { clock, random, log, timeout: timeouts.total };
  const verdicts = createVerdicts({ ...reading, graph, counters, freshness, store });
  const apps = deviceReads<AppsQuestion, DetectedApps>("detectedApps", reading, (operation, { deviceId }) =>
    readDetectedApps(graph, operation, deviceId),
  );
  const settings = deviceReads<SettingsQuestion, FailingSettings>("failingSettings", reading, (operation, question) =>
    readFailingSettings(graph, operation, question),
  );
  const resolve = resolvedConnections();
  const begin = (connection: ResolvedConnection, timeout: number): GraphOperation => {
    return { connection, requestId: random.uuid(), deadline: startDeadline(timeout, clock) };
  };
  let closed = false;
  const assertOpen = (): void => {
    if (closed) throw microsoftErrors.error("microsoft.client-closed");
  };
  const refused = <Reason extends VerdictFailure>(name: string, deviceId: string, result: Reason): Reason => {
    report(log, name, deviceId, result);
    return result;
  };

  return {
    async verdict(connection, deviceId, wanted = {}) {
      assertOpen();
      const { idKind = "intune", severalMatches = "refuse", live = false, refuseStale = false } = wanted;
      const resolved = isIdOf(idKind, deviceId) ? resolve(connection) : failure("malformed-device-id");
      if (isFailure(resolved)) return refused("verdict", deviceId, resolved);
      const question = { connection: resolved, deviceId, idKind, severalMatches, live, refuseStale };
      return verdicts.cached(question) ?? verdicts.decide(question);
    },
    async detectedApps(connection, deviceId) {
      assertOpen();
      const resolved = isDeviceId(deviceId) ? resolve(connection) : failure("malformed-device-id");
      if (isFailure(resolved)) return refused("detectedApps", deviceId, resolved);
      return (await apps.read({ connection: resolved, deviceId, key: deviceId.toLowerCase() })).result;
    },
    async failingSettings(connection, { deviceId, device }) {
      assertOpen();
      const resolved = isDeviceId(deviceId) ? resolve(connection) : failure("malformed-device-id");
      if (isFailure(resolved)) return { outcome: "unknown", failure: refused("failingSettings", deviceId, resolved) };
      const userId = typeof device.userId === "string" ? device.userId : null;
      const question = { connection: resolved, deviceId, userId, key: `${deviceId.toLowerCase()} ${userId}` };
      const { result } = await settings.read(question);
      return isFailure(result) ? { outcome: "unknown", failure: result } : result;
    },
    async *fleet(connection, wanted = {}) {
      assertOpen();
      const resolved = resolve(connection);
      if (isFailure(resolved)) {
        yield resolved;
        return;
      }
      yield* watched(
        readFleet(graph, () => begin(resolved, timeouts.page), wanted),
        resolved,
        store,
      );
    },
    async *diagnose(connection, wanted = {}) {
      assertOpen();
      yield* diagnose({ http, tokens, graph, clock, begin: (to) => begin(to, timeouts.total) }, connection, wanted);
    },
    counters: () => counters.snapshot(),
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([verdicts.idle(), apps.idle(), settings.idle()]);
      await machine.close();
      if (options.dispatcher === undefined) await dispatcher.close();
    },
  };
}

interface AppsQuestion {
  readonly connection: ResolvedConnection;
  readonly deviceId: string;
  readonly key: string;
}

interface SettingsQuestion extends AppsQuestion {
  readonly userId: string | null;
}

function isIdOf(kind: DeviceIdKind, deviceId: string): boolean {
  return kind === "entra" ? isEntraDeviceId(deviceId) : isDeviceId(deviceId);
}
