import { Agent, type Dispatcher } from "undici";
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import type { WebhookCall, WebhookCallStore } from "../../store/index.ts";
import { callWebhook } from "./caller.ts";
import type { Webhook } from "./settings.ts";

/** Calls webhooks when sessions end, off every request's path. */
export interface Webhooks {
  /** Makes all calls that are due. While a run is under way, another one joins it. */
  run(): Promise<void>;
  /** Breaks off what is under way; those calls are made again after the next start. */
  close(): Promise<void>;
}

export interface WebhooksOptions {
  /** What is owed: it survives the death of the process, so that a call may be made twice, and is not lost. */
  readonly calls: WebhookCallStore;
  /** The webhook of a realm that has this name. */
  readonly webhook: (realm: string, name: string) => Webhook | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** By default a pool of its own, without a proxy. */
  readonly dispatcher?: Dispatcher;
  readonly timeoutMs?: number;
}

const atOnce = 8;
const minute = 60_000;
/** How long a call is put off after each attempt that failed; after the last one it is given up. */
const pauses: readonly number[] = [minute / 6, minute, 5 * minute, 30 * minute, 120 * minute];

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { calls, webhook: find, clock, log, timeoutMs = 5000 } = options;
  const own = options.dispatcher === undefined ? new Agent({ connections: 4, connect: { timeout: 3000 } }) : null;
  const dispatcher = options.dispatcher ?? own ?? undefined;
  const closing = new AbortController();
  const { signal } = closing;
  let underway: Promise<void> | null = null;

  const make = async (call: WebhookCall): Promise<void> => {
    const { id, realm, webhook: name, attempts } = call;
    const webhook = find(realm, name);
    if (webhook === undefined) {
      log.warn({ realm, webhook: name }, "a session ended whose webhook realm.json does not have");
      return calls.remove(id);
    }
    const result = await callWebhook(webhook, call, { ...(dispatcher && { dispatcher }), timeoutMs, signal });
    if (result.kind === "taken") return calls.remove(id);
    if (signal.aborted) return;
    const pause = pauses[attempts];
    const facts = { realm, webhook: name, attempts: attempts + 1, reason: result.reason };
    if (result.kind === "failed" && pause !== undefined) {
      log.warn(facts, "a webhook could not be called; it is tried again");
      return calls.postpone(id, clock.now() + pause);
    }
    log.error(facts, "a webhook was not told that a session has ended");
    calls.remove(id);
  };

  const makeAll = async (): Promise<void> => {
    for (;;) {
      const due = calls.due(clock.now(), atOnce);
      if (due.length === 0 || signal.aborted) return;
      await Promise.all(due.map(make));
    }
  };

  return {
    run() {
      underway ??= makeAll().finally(() => {
        underway = null;
      });
      return underway;
    },
    async close() {
      closing.abort();
      await underway;
      await own?.destroy();
    },
  };
}
