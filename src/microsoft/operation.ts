import { createHash } from "node:crypto";
import { errorCode } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { boundedQueue } from "../core/queue.ts";
import type { Random } from "../core/random.ts";
import { singleFlight } from "../core/single-flight.ts";
import { type MicrosoftConnection, type ResolvedConnection, resolveConnection } from "./connection.ts";
import { within } from "./deadline.ts";
import { failure, type VerdictFailure } from "./failure.ts";
import { isDeviceId } from "./graph/device-id.ts";
import type { GraphOperation } from "./graph/graph-client.ts";
import { reasonTexts } from "./reasons.ts";

/** One kind of question about devices, asked in a bounded way: deadline, limited concurrency, one read per device at a time. */
export interface DeviceReads<Success> {
  read(connection: MicrosoftConnection, deviceId: string): Promise<Success | VerdictFailure>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

interface DeviceReadsOptions {
  readonly random: Random;
  readonly log: Logger;
  /** Milliseconds for one read, waiting included. */
  readonly timeout: number;
}

/** Reads take some 150 ms, so this stays far below the 2,000 calls in 20 s that Intune grants an app in a tenant. */
const limits = { concurrency: 32, waiting: 1_024 };

export function deviceReads<Success extends { readonly outcome: string }>(
  name: string,
  { random, log, timeout }: DeviceReadsOptions,
  ask: (operation: GraphOperation, deviceId: string) => Promise<Success | VerdictFailure>,
): DeviceReads<Success> {
  const queue = boundedQueue(limits);
  const flights = singleFlight<Success | VerdictFailure>();
  const underWay = new Set<Promise<unknown>>();

  const run = async (connection: ResolvedConnection, deviceId: string): Promise<Success | VerdictFailure> => {
    const requestId = random.uuid();
    const deadline = AbortSignal.timeout(timeout);
    const operation = { connection, requestId, deadline };
    const late = (): VerdictFailure =>
      failure("graph-unavailable", { requestIds: [requestId], causes: [`Deadline: ${timeout} ms`] });
    const work = queue.run(() => (deadline.aborted ? Promise.resolve(late()) : ask(operation, deviceId)));
    const result = await within<Success | VerdictFailure>(deadline, work.catch(overloaded), late);
    report(result, deviceId);
    return result;
  };

  const report = (result: Success | VerdictFailure, deviceId: string): void => {
    const device = createHash("sha256").update(deviceId.toLowerCase()).digest("hex").slice(0, 12);
    if (!isFailure(result)) log.debug({ device, outcome: result.outcome }, `${name}: Microsoft answered`);
    else {
      const { reason, status, requestIds, chain } = result;
      log.warn({ device, reason, status, requestIds, chain }, `${name}: ${reasonTexts[reason]}`);
    }
  };

  return {
    async read(connection, deviceId) {
      const resolved = isDeviceId(deviceId) ? resolveConnection(connection) : failure("malformed-device-id");
      if (resolved.outcome === "failure") {
        report(resolved, deviceId);
        return resolved;
      }
      const key = JSON.stringify([resolved.key, deviceId.toLowerCase()]);
      const flight = flights.run(key, () => run(resolved, deviceId));
      underWay.add(flight);
      return flight.finally(() => underWay.delete(flight));
    },
    async idle() {
      await Promise.allSettled(underWay);
    },
  };
}

function isFailure(result: { readonly outcome: string }): result is VerdictFailure {
  return result.outcome === "failure";
}

function overloaded(thrown: unknown): VerdictFailure {
  if (errorCode(thrown) === "core.queue-full") return failure("overloaded");
  throw thrown;
}
