import type { Worker } from "node:cluster";
import { addUp, type MetricsSnapshot } from "../../core/metrics.ts";
import { type PrimaryMessage, type WorkerMessage, workerMessage } from "./messages.ts";

/** A worker that does not say what it counted in this time is left out: it may be ending. */
const answerTime = 1_000;
const mostQuestions = 16;

/** Answers workers that want the sum of what all of them have counted. */
export function collectMetrics(workers: () => readonly Worker[]): (worker: Worker, message: WorkerMessage) => void {
  const open = new Map<number, (from: Worker, snapshot: MetricsSnapshot) => void>();
  let lastId = 0;

  const ask = (asked: readonly Worker[]): Promise<MetricsSnapshot[]> => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const answers = new Map<Worker, MetricsSnapshot>();
      const done = (): void => {
        clearTimeout(timer);
        open.delete(id);
        resolve([...answers.values()]);
      };
      const timer = setTimeout(done, answerTime);
      open.set(id, (from, snapshot) => {
        answers.set(from, snapshot);
        if (answers.size >= asked.length) done();
      });
      for (const worker of asked) tell(worker, { type: "metrics-asked", id });
    });
  };

  return (worker, message) => {
    if (message.type === "metrics") open.get(message.id)?.(worker, message.snapshot);
    if (message.type !== "metrics-wanted" || open.size >= mostQuestions) return;
    const { id } = message;
    void ask(workers()).then(async (snapshots) => {
      tell(worker, { type: "metrics-sum", id, ...(await addUp(snapshots)) });
    });
  };
}

/** Says something to a worker that may have just gone. */
export function tell(worker: Worker, message: PrimaryMessage): void {
  if (worker.isConnected()) worker.send(message, () => undefined);
}

/** What a worker said, if it is one of ours. */
export function readWorkerMessage(raw: unknown): WorkerMessage | undefined {
  return workerMessage.safeParse(raw).data;
}
