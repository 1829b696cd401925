import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../core/json.ts";
import type { Answer, Callback, Engine, Execution, Gathered, RequestFacts, Result } from "../../journey/index.ts";
import type { JourneyDirectory, JourneyFacts } from "../options.ts";

/** An engine whose journeys are scripts: what each step asks, and how it ends. */
export interface FakeJourney extends Partial<Omit<JourneyFacts, "name">> {
  /** Callbacks of each step; without any, the journey ends with its first request. */
  readonly steps?: readonly (readonly Callback[])[];
  readonly page?: { readonly stage?: string; readonly header?: string; readonly description?: string };
  readonly end?: FakeEnd;
}

export type FakeEnd =
  | {
      readonly kind: "success";
      readonly shared?: JsonObject;
      readonly gathered?: Partial<Gathered>;
      readonly noSession?: boolean;
    }
  | {
      readonly kind: "failure";
      readonly shared?: JsonObject;
      readonly gathered?: Partial<Gathered>;
      readonly error?: unknown;
    };

export interface FakeEngine extends Engine, JourneyDirectory {
  /** What the engine was given, one entry a request. */
  readonly seen: { readonly journey: string; readonly request: RequestFacts; readonly answers: readonly Answer[] }[];
}

const nothingGathered: Gathered = {
  sessionProperties: {},
  identifiedUser: null,
  maxSessionTime: null,
  maxIdleTime: null,
  errorMessage: null,
};

const demo: FakeEnd = { kind: "success", shared: { username: "demo" } };

export function fakeEngine(journeys: Readonly<Record<string, FakeJourney>>, now: () => number): FakeEngine {
  const seen: FakeEngine["seen"] = [];
  const resultAt = (execution: Execution, step: number): Result => {
    const { steps = [], page = {}, end = demo } = journeys[execution.journey] ?? {};
    const pending = steps[step];
    if (pending !== undefined) return { kind: "step", execution: { ...execution, pending, steps: step + 1 }, ...page };
    const { journey, transactionId } = execution;
    const gathered = { ...nothingGathered, ...end.gathered };
    const shared = end.shared ?? {};
    return end.kind === "success"
      ? { kind: "success", journey, transactionId, gathered, shared, noSession: end.noSession ?? false }
      : { kind: "failure", journey, transactionId, gathered, shared, error: end.error };
  };
  return {
    seen,
    find(name) {
      if (!Object.hasOwn(journeys, name)) return undefined;
      const { enabled = true, innerTreeOnly = false, mustRun = false } = journeys[name] ?? {};
      return { name, enabled, innerTreeOnly, mustRun };
    },
    async start({ realm, journey, request, duration }) {
      seen.push({ journey, request, answers: [] });
      const execution: Execution = {
        transactionId: randomUUID(),
        realm,
        journey,
        startedAt: now(),
        expiresAt: now() + duration,
        certificate: request.certificate,
        shared: {},
        frame: { tree: journey, node: "node", memory: {}, secure: { password: "held back" }, inner: null },
        pending: [],
        gathered: nothingGathered,
        steps: 0,
      };
      return resultAt(execution, 0);
    },
    async resume(execution, answers, request) {
      seen.push({ journey: execution.journey, request, answers });
      return resultAt(execution, execution.steps);
    },
  };
}
