import type { Exposition, MetricsSnapshot } from "../../core/metrics.ts";
import { appErrors } from "../errors.ts";
import { primaryMessage, type WorkerMessage } from "./messages.ts";

const answerTime = 3_000;

/** The worker's side of metrics: it says what it counted, and asks what all have. */
export interface WorkerMetrics {
  /** @throws {app.workers-silent} when the first process does not answer in time */
  exposition(): Promise<Exposition>;
  /** Answers from now on for this worker. */
  answer(own: () => Promise<MetricsSnapshot>): void;
}

export function metricsInWorker(self: NodeJS.Process): WorkerMetrics {
  const waiting = new Map<number, (exposition: Exposition) => void>();
  let own: (() => Promise<MetricsSnapshot>) | undefined;
  let lastId = 0;
  const tell = (message: WorkerMessage): void => {
    if (self.connected === true) self.send?.(message);
  };
  self.on("message", (raw) => {
    const message = primaryMessage.safeParse(raw).data;
    if (message?.type === "metrics-sum") waiting.get(message.id)?.(message);
    if (message?.type !== "metrics-asked" || own === undefined) return;
    const { id } = message;
    void own().then((snapshot) => tell({ type: "metrics", id, snapshot: snapshot.map((metric) => ({ ...metric })) }));
  });
  return {
    exposition: () => {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(appErrors.error("app.workers-silent"));
        }, answerTime);
        waiting.set(id, ({ contentType, text }) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve({ contentType, text });
        });
        tell({ type: "metrics-wanted", id });
      });
    },
    answer: (snapshot) => {
      own = snapshot;
    },
  };
}
