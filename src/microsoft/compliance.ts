import type { Dispatcher } from "undici";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Random } from "../core/random.ts";
import type { MicrosoftConnection } from "./connection.ts";
import { createMicrosoftDispatcher } from "./dispatcher.ts";
import { createTokenRequester } from "./entra/token-request.ts";
import { createTokenSource } from "./entra/token-source.ts";
import { microsoftErrors } from "./errors.ts";
import type { VerdictFailure } from "./failure.ts";
import { type DetectedApps, readDetectedApps } from "./graph/detected-apps.ts";
import { createGraphClient } from "./graph/graph-client.ts";
import { readManagedDevice } from "./graph/managed-device.ts";
import { createHttpClient } from "./http.ts";
import { deviceReads } from "./operation.ts";
import { defaultTimeouts, type Timeouts } from "./timeouts.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** Asks Microsoft about devices. Trouble upstream is a result, never an exception; bugs are thrown. */
export interface ComplianceClient {
  /**
   * What Intune says about a device now. Callers that ask for the same device at once share one read.
   *
   * @throws {microsoft.client-closed}
   */
  verdict(connection: MicrosoftConnection, deviceId: string): Promise<Verdict | VerdictFailure>;
  /**
   * The names of the apps that Intune has discovered on a device.
   *
   * @throws {microsoft.client-closed}
   */
  detectedApps(connection: MicrosoftConnection, deviceId: string): Promise<DetectedApps | VerdictFailure>;
  /** Waits for what is under way and closes the client's own connections; a dispatcher that was given stays open. */
  close(): Promise<void>;
}

export interface ComplianceClientOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Connections to use, for an extra CA or a proxy; see `createMicrosoftDispatcher`. */
  readonly dispatcher?: Dispatcher;
  readonly timeouts?: Partial<Timeouts>;
}

/**
 * @example
 * const compliance = createComplianceClient({ clock: systemClock, random: systemRandom, log });
 * const result = await compliance.verdict(connection, deviceId);
 * if (result.outcome === "device" && result.complianceState === "compliant") welcome();
 */
export function createComplianceClient(options: ComplianceClientOptions): ComplianceClient {
  const { clock, random, log } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const dispatcher = options.dispatcher ?? createMicrosoftDispatcher({ connectTimeout: timeouts.connect });
  const http = createHttpClient(dispatcher, timeouts);
  const request = createTokenRequester({ http, clock, random, timeout: timeouts.token });
  const tokens = createTokenSource({ request, clock, log });
  const graph = createGraphClient({ http, tokens, rejectedTokenPause: timeouts.rejectedTokenPause });
  const reads = { random, log, timeout: timeouts.total };
  const verdicts = deviceReads<Verdict>("verdict", reads, async (operation, deviceId) => {
    const checkedAt = clock.now();
    const device = await readManagedDevice(graph, operation, deviceId);
    return device.outcome === "failure" ? device : verdictOf(device, checkedAt);
  });
  const apps = deviceReads<DetectedApps>("detectedApps", reads, (operation, deviceId) =>
    readDetectedApps(graph, operation, deviceId),
  );
  let closed = false;
  const assertOpen = (): void => {
    if (closed) throw microsoftErrors.error("microsoft.client-closed");
  };
  return {
    async verdict(connection, deviceId) {
      assertOpen();
      return verdicts.read(connection, deviceId);
    },
    async detectedApps(connection, deviceId) {
      assertOpen();
      return apps.read(connection, deviceId);
    },
    async close() {
      closed = true;
      await Promise.all([verdicts.idle(), apps.idle()]);
      if (options.dispatcher === undefined) await dispatcher.close();
    },
  };
}
