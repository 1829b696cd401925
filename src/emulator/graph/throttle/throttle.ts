import type { Clock } from "../../../core/clock.ts";
import type { Throttle } from "../../behaviour/behaviour.ts";

/** Counts requests as Intune's devices service does, and says how long a refused caller has to wait. */
export interface ThrottleCounters {
  /** Counts one request. Returns the value of Retry-After, or `null` for none, when the request is refused. */
  refuse(request: CountedRequest, limits: Throttle): { readonly retryAfter: string | null } | undefined;
  reset(): void;
}

export interface CountedRequest {
  readonly tenantId: string;
  readonly clientId: string;
  readonly lane: "detectedApps" | undefined;
}

interface Counter {
  windowEnds: number;
  count: number;
  refusedUntil: number;
}

/** The counters are as many as the fleet has tenants and applications, since only their tokens come this far. */
export function createThrottle(clock: Clock): ThrottleCounters {
  const counters = new Map<string, Counter>();

  const wait = (name: string, limit: number, { windowSeconds, prolong }: Throttle): number => {
    const now = clock.elapsed();
    const window = windowSeconds * 1000;
    const counter = counters.get(name) ?? { windowEnds: now + window, count: 0, refusedUntil: 0 };
    counters.set(name, counter);
    if (now >= counter.windowEnds) {
      counter.windowEnds = now + window;
      counter.count = 0;
    }
    // A refused call counts, too.
    counter.count += 1;
    const waiting = now < counter.refusedUntil;
    if (!waiting && counter.count <= limit) return 0;
    if (!waiting || prolong) counter.refusedUntil = now + window;
    return counter.refusedUntil - now;
  };

  return {
    refuse({ tenantId, clientId, lane }, limits) {
      if (!limits.enabled) return undefined;
      const app = `${tenantId}/${clientId}`;
      const milliseconds = Math.max(
        wait(tenantId, limits.perTenant, limits),
        wait(app, limits.perApp, limits),
        lane === undefined ? 0 : wait(`${app}/${lane}`, limits.detectedApps, limits),
      );
      return milliseconds === 0 ? undefined : { retryAfter: retryAfter(milliseconds, limits.retryAfter, clock) };
    },
    reset: () => counters.clear(),
  };
}

function retryAfter(milliseconds: number, form: Throttle["retryAfter"], clock: Clock): string | null {
  const seconds = milliseconds / 1000;
  const texts: Readonly<Record<Throttle["retryAfter"], string | null>> = {
    seconds: String(Math.ceil(seconds)),
    decimal: (seconds + 0.249).toFixed(3),
    date: new Date(clock.now() + milliseconds).toUTCString(),
    absent: null,
    late: String(Math.floor(seconds / 2)),
  };
  return texts[form];
}
