import { scriptErrors } from "../errors.ts";
import type { HostCalls } from "../host/calls.ts";
import type { SandboxReply, SandboxRequest } from "./sandbox.ts";
import { type WorkerOptions, type WorkerSlot, workerSlot } from "./worker-slot.ts";

/**
 * Threads that several scripts share fairly: one script, however many logins run it and however slow it is, holds at most
 * half of the threads and half of the queue, so another script always finds its turn.
 */
export interface ScriptPool {
  /** @throws {script.busy} when too many wait, or the pool is closed */
  run(script: string, request: SandboxRequest, calls: HostCalls): Promise<SandboxReply>;
  /** Starts the threads that are kept running. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

interface ScriptPoolOptions extends WorkerOptions {
  /** Threads at most. */
  readonly workers: number;
}

interface Waiter {
  readonly script: string;
  readonly go: () => void;
}

/** Threads beyond these end when they have had nothing to do for a while. */
const keptThreads = 2;
const idleMs = 60_000;

export function scriptPool({ workers, ...options }: ScriptPoolOptions): ScriptPool {
  const { limits } = options;
  const slots = Array.from({ length: workers }, () => workerSlot(options));
  const idle = new Set(slots);
  const resting = new Map<WorkerSlot, NodeJS.Timeout>();
  const waiting: Waiter[] = [];
  const running = new Map<string, number>();
  const share = Math.ceil(workers / 2);
  const queueShare = Math.ceil(limits.waitingRuns / 2);
  let closed = false;

  const mayRun = (script: string): boolean => idle.size > 0 && (running.get(script) ?? 0) < share;
  const enter = async (script: string): Promise<void> => {
    if (closed) throw scriptErrors.error("script.busy", { detail: "the runner is closed" });
    if (mayRun(script)) return hold(script);
    const own = waiting.filter((waiter) => waiter.script === script).length;
    if (waiting.length >= limits.waitingRuns || own >= queueShare) {
      throw scriptErrors.error("script.busy", { retryAfter: 1, detail: `${waiting.length} runs wait already` });
    }
    await new Promise<void>((resolve) => waiting.push({ script, go: resolve }));
  };
  const hold = (script: string): void => void running.set(script, (running.get(script) ?? 0) + 1);
  const leave = (script: string): void => {
    const left = (running.get(script) ?? 1) - 1;
    if (left === 0) running.delete(script);
    else running.set(script, left);
    const next = waiting.findIndex((waiter) => mayRun(waiter.script));
    const [waiter] = next < 0 ? [] : waiting.splice(next, 1);
    if (waiter === undefined) return;
    hold(waiter.script);
    waiter.go();
  };
  /** The first idle one, so that the last ones can end. */
  const takeSlot = (): WorkerSlot => {
    const slot = slots.find((candidate) => idle.has(candidate));
    if (slot === undefined || closed) throw scriptErrors.error("script.busy", { detail: "the runner is closed" });
    idle.delete(slot);
    clearTimeout(resting.get(slot));
    return slot;
  };
  const giveBack = (slot: WorkerSlot): void => {
    idle.add(slot);
    if (slots.indexOf(slot) < keptThreads || closed) return;
    resting.set(slot, setTimeout(() => void slot.close(), idleMs).unref());
  };

  return {
    async run(script, request, calls) {
      await enter(script);
      try {
        const slot = takeSlot();
        try {
          return await slot.run(request, calls);
        } finally {
          giveBack(slot);
        }
      } finally {
        leave(script);
      }
    },
    async warmUp() {
      await Promise.all(slots.slice(0, keptThreads).map((slot) => slot.warmUp()));
    },
    async close() {
      closed = true;
      for (const timer of resting.values()) clearTimeout(timer);
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}
