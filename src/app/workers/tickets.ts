import { Secret } from "../../core/secret.ts";
import type { TicketSecret } from "../../gateway/index.ts";
import { primaryMessage, type WorkerMessage } from "./messages.ts";

const answerTime = 3_000;

/**
 * The worker's side of session tickets: the secret that the first process made, and each new one. Null when that process
 * does not answer in time; a ticket may then lead to a full handshake at another process.
 */
export function ticketsInWorker(self: NodeJS.Process): Promise<TicketSecret | null> {
  return new Promise((resolve) => {
    const listeners = new Set<() => void>();
    let secret: Secret | undefined;
    const timer = setTimeout(() => resolve(null), answerTime);
    self.on("message", (raw) => {
      const message = primaryMessage.safeParse(raw).data;
      if (message?.type !== "tickets") return;
      const latest = new Secret(message.secret);
      secret = latest;
      clearTimeout(timer);
      resolve({
        current: () => secret ?? latest,
        watch: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      });
      for (const listener of listeners) listener();
    });
    const message: WorkerMessage = { type: "tickets-wanted" };
    self.send?.(message);
  });
}
