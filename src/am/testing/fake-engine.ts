import { randomBytes, randomUUID } from "node:crypto";
import type { JsonObject } from "../../core/json.ts";
import {
  type Answer,
  type Callback,
  type EndEffects,
  type Engine,
  type Execution,
  type Gathered,
  nothingGathered,
  type RequestFacts,
  type Result,
  type ResumeUri,
  suspendedTextOutputCallback,
} from "../../journey/index.ts";
import type { JourneyDirectory, JourneyFacts } from "../options.ts";

/** An engine whose journeys are scripts: what each step asks, and how it ends. */
export interface FakeJourney extends Partial<Omit<JourneyFacts, "name">> {
  /** Callbacks of each step, or how its link is sent; without any, the journey ends with its first request. */
  readonly steps?: readonly (readonly Callback[] | FakeSuspension)[];
  readonly page?: { readonly stage?: string; readonly header?: string; readonly description?: string };
  readonly end?: FakeEnd;
}

export interface FakeSuspension {
  readonly deliver: (resumeUri: string) => Promise<void>;
}

export type FakeEnd =
  | {
      readonly kind: "success";
      readonly shared?: JsonObject;
      readonly gathered?: Partial<Gathered>;
      readonly noSession?: boolean;
      readonly ending?: EndEffects;
    }
  | {
      readonly kind: "failure";
      readonly shared?: JsonObject;
      readonly gathered?: Partial<Gathered>;
      readonly error?: unknown;
      readonly ending?: EndEffects;
    };

interface Seen {
  readonly journey: string;
  readonly request: RequestFacts;
  readonly answers: readonly Answer[];
  /** Shared state that the journey began with. */
  readonly shared?: JsonObject;
  readonly resumed?: true;
}

export interface FakeEngine extends Engine, JourneyDirectory {
  /** What the engine was given, one entry a request. */
  readonly seen: Seen[];
}

const demo: FakeEnd = { kind: "success", shared: { username: "demo" } };

export function fakeEngine(journeys: Readonly<Record<string, FakeJourney>>, now: () => number): FakeEngine {
  const seen: FakeEngine["seen"] = [];
  const resultAt = (execution: Execution, step: number, resumeUri: ResumeUri): Result => {
    const { steps = [], page = {}, end = demo } = journeys[execution.journey] ?? {};
    const next = steps[step];
    if (next !== undefined && "deliver" in next) return suspended({ ...execution, steps: step + 1 }, next, resumeUri);
    if (next !== undefined) {
      return { kind: "step", execution: { ...execution, pending: next, steps: step + 1 }, ...page };
    }
    const { journey, transactionId } = execution;
    const gathered = { ...nothingGathered, ...end.gathered };
    const shared = new Map(Object.entries(end.shared ?? {}));
    const ending = end.ending ?? {};
    return end.kind === "success"
      ? { kind: "success", journey, transactionId, gathered, shared, noSession: end.noSession ?? false, ending }
      : { kind: "failure", journey, transactionId, gathered, shared, error: end.error, ending };
  };
  const suspended = (execution: Execution, { deliver }: FakeSuspension, resumeUri: ResumeUri): Result => {
    const suspendedId = randomBytes(32).toString("base64url");
    const expiresAt = now() + execution.suspendDuration;
    const pending = [suspendedTextOutputCallback("An e-mail is on its way.")];
    const kept = { ...execution, suspendedId, expiresAt, pending };
    return {
      kind: "suspended",
      execution: kept,
      suspendedId,
      expiresAt,
      deliver: () => deliver(resumeUri(suspendedId)),
    };
  };
  return {
    seen,
    find(name) {
      if (!Object.hasOwn(journeys, name)) return undefined;
      const { enabled = true, innerTreeOnly = false, mustRun = false } = journeys[name] ?? {};
      return { name, enabled, innerTreeOnly, mustRun };
    },
    async start({ realm, journey, request, duration, suspendDuration = duration, resumeUri, shared }) {
      seen.push({ journey, request, answers: [], ...(shared === undefined ? {} : { shared }) });
      const execution: Execution = {
        transactionId: randomUUID(),
        realm,
        journey,
        startedAt: now(),
        countedFrom: now(),
        duration,
        expiresAt: now() + duration,
        suspendDuration,
        certificate: request.certificate,
        shared: {},
        frame: {
          tree: journey,
          node: "node",
          memory: {},
          secure: { password: "held back" },
          userBefore: null,
          inner: null,
        },
        pending: [],
        gathered: nothingGathered,
        hooks: [],
        deviceProved: false,
        suspendedId: null,
        steps: 0,
      };
      return resultAt(execution, 0, resumeUri);
    },
    async resume(execution, answers, request, resumeUri) {
      seen.push({ journey: execution.journey, request, answers });
      return resultAt(execution, execution.steps, resumeUri);
    },
    async resumeSuspended(execution, request, resumeUri) {
      seen.push({ journey: execution.journey, request, answers: [], resumed: true });
      const { certificate } = request;
      const expiresAt = now() + execution.duration;
      return resultAt({ ...execution, certificate, suspendedId: null, expiresAt }, execution.steps, resumeUri);
    },
  };
}
