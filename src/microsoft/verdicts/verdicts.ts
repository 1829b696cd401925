import type { ResolvedConnection } from "../connection.ts";
import type { Counters } from "../counters.ts";
import type { VerdictFailure } from "../failure.ts";
import { type DeviceSearch, findDevice } from "../graph/find-device.ts";
import type { GraphClient } from "../graph/graph-client.ts";
import { type DeviceReads, type DeviceReadsOptions, deviceReads, isFailure } from "../operation.ts";
import { again, type Verdict, verdictOf } from "../verdict.ts";
import type { Freshness } from "./freshness.ts";
import { isOutage } from "./outage.ts";
import type { ReadingStore } from "./reading-store.ts";

/** What one caller wants. */
export interface VerdictQuestion extends DeviceSearch {
  readonly connection: ResolvedConnection;
  readonly live: boolean;
  readonly refuseStale: boolean;
}

/** Verdicts from the cache while they are fresh, from Microsoft otherwise, and from memory while Microsoft is out. */
export interface Verdicts {
  /** What the cache says; nothing when it is off or not wanted. */
  cached(question: VerdictQuestion): Verdict | undefined;
  /** What Microsoft says now, or what stands in for it. */
  decide(question: VerdictQuestion): Promise<Verdict | VerdictFailure>;
  idle(): Promise<void>;
}

interface VerdictsOptions extends DeviceReadsOptions {
  readonly graph: GraphClient;
  readonly counters: Counters;
  readonly freshness: Freshness;
  readonly store: ReadingStore;
}

interface Read extends DeviceSearch {
  readonly connection: ResolvedConnection;
  readonly key: string;
}

export function createVerdicts(options: VerdictsOptions): Verdicts {
  const { clock, graph, counters, freshness, store } = options;
  const reads: DeviceReads<Read, Verdict> = deviceReads("verdict", options, async (operation, question) => {
    const { connection } = question;
    const place = { key: readingKey(connection, question.key), service: connection.service };
    const [order, checkedAt, readAt] = [store.begin(), clock.now(), clock.elapsed()];
    const device = await findDevice(graph, operation, question);
    if (device.outcome === "failure") {
      if (device.reason === "device-not-found") {
        store.erase(place, order);
        store.eraseDevice(connection.service, question.deviceId, order);
      }
      return device;
    }
    const verdict = verdictOf(device, checkedAt);
    if (freshness.isStoring) {
      const freshUntil = readAt + freshness.cached(verdict);
      store.put(place, { verdict, order, readAt, freshUntil, usableUntil: readAt + freshness.stale(verdict) });
    }
    return verdict;
  });

  const standIn = (key: string, failed: VerdictFailure): Verdict | undefined => {
    const reading = isOutage(failed) ? store.get(key) : undefined;
    const now = clock.elapsed();
    if (reading === undefined || now >= reading.usableUntil) return undefined;
    return { ...again(reading.verdict, "stale", now - reading.readAt), staleBecause: failed.reason };
  };

  return {
    cached(question) {
      if (!freshness.isCaching || question.live) return undefined;
      const reading = store.get(readingKey(question.connection, questionKey(question)));
      const now = clock.elapsed();
      const isFresh = reading !== undefined && now < reading.freshUntil;
      counters.count(isFresh ? "hits" : "misses");
      return isFresh ? again(reading.verdict, "cache", now - reading.readAt) : undefined;
    },
    async decide({ live, refuseStale, ...search }) {
      const key = questionKey(search);
      const { result, joined } = await reads.read({ ...search, key });
      if (joined) counters.count("joined");
      if (!isFailure(result) || live || refuseStale) return result;
      const old = standIn(readingKey(search.connection, key), result);
      if (old === undefined) return result;
      counters.count("stale");
      options.log.warn({ reason: result.reason, age: old.age }, "verdict: an earlier reading stands in");
      return old;
    },
    idle: reads.idle,
  };
}

function questionKey({ idKind, severalMatches, deviceId }: DeviceSearch): string {
  return `${idKind} ${severalMatches} ${deviceId.toLowerCase()}`;
}

/** Cloud, tenant, app, kind of id and id. Ids hold no control characters, so nothing can be spelled in two ways. */
function readingKey({ app }: ResolvedConnection, key: string): string {
  return `${app}\n${key}`;
}
