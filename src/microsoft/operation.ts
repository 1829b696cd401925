import { createHash } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import { errorCode } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { boundedQueue } from "../core/queue.ts";
import type { Random } from "../core/random.ts";
import { singleFlight } from "../core/single-flight.ts";
import type { ResolvedConnection } from "./connection.ts";
import { startDeadline, within } from "./deadline.ts";
import { failure, type VerdictFailure } from "./failure.ts";
import type { GraphOperation } from "./graph/graph-client.ts";
import { reasonTexts } from "./reasons.ts";

/** One kind of question about devices, asked in a bounded way: deadline, limited concurrency, one read per device at a time. */
export interface DeviceReads<Question extends DeviceQuestion, Success> {
  /** `joined` when somebody else's read of the same device answered. */
  read(question: Question): Promise<{ readonly result: Success | VerdictFailure; readonly joined: boolean }>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

interface DeviceQuestion {
  readonly connection: ResolvedConnection;
  readonly deviceId: string;
  /** Questions of one connection with the same key are the same question. */
  readonly key: string;
}

export interface DeviceReadsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Milliseconds for one read, waiting included. */
  readonly timeout: number;
}

/** Reads take some 150 ms, so this stays far below the 2,000 calls in 20 s that Intune grants an app in a tenant. */
const limits = { concurrency: 32, waiting: 1_024 };

export function deviceReads<Question extends DeviceQuestion, Success extends { readonly outcome: string }>(
  name: string,
  { clock, random, log, timeout }: DeviceReadsOptions,
  ask: (operation: GraphOperation, question: Question) => Promise<Success | VerdictFailure>,
): DeviceReads<Question, Success> {
  const queue = boundedQueue(limits);
  const flights = singleFlight<Success | VerdictFailure>();
  const underWay = new Set<Promise<unknown>>();

  const run = async (question: Question): Promise<Success | VerdictFailure> => {
    const requestId = random.uuid();
    const deadline = startDeadline(timeout, clock);
    const operation = { connection: question.connection, requestId, deadline };
    const late = (): VerdictFailure =>
      failure("graph-unavailable", { requestIds: [requestId], causes: [`Deadline: ${timeout} ms`] });
    const work = queue.run(async () => (deadline.signal.aborted ? late() : ask(operation, question)));
    const result = await within<Success | VerdictFailure>(deadline, work.catch(overloaded), late);
    report(log, name, question.deviceId, result);
    return result;
  };

  return {
    async read(question) {
      let joined = true;
      const flight = flights.run(`${question.connection.key}\n${question.key}`, () => {
        joined = false;
        const running = run(question);
        underWay.add(running);
        return running.finally(() => underWay.delete(running));
      });
      return { result: await flight, joined };
    },
    async idle() {
      await Promise.allSettled(underWay);
    },
  };
}

/** One line a read; the device as a hash, because device ids are personal data. */
export function report<Success extends { readonly outcome: string }>(
  log: Logger,
  name: string,
  deviceId: string,
  result: Success | VerdictFailure,
): void {
  const device = createHash("sha256").update(deviceId.toLowerCase()).digest("hex").slice(0, 12);
  if (!isFailure(result)) log.debug({ device, outcome: result.outcome }, `${name}: Microsoft answered`);
  else {
    const { reason, status, requestIds, chain } = result;
    log.warn({ device, reason, status, requestIds, chain }, `${name}: ${reasonTexts[reason].text}`);
  }
}

export function isFailure(result: { readonly outcome: string }): result is VerdictFailure {
  return result.outcome === "failure";
}

function overloaded(thrown: unknown): VerdictFailure {
  if (errorCode(thrown) === "core.queue-full") return failure("overloaded");
  throw thrown;
}
