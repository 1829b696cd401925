import { createWebhooks } from "../../am/index.ts";
import type { Clock } from "../../core/clock.ts";
import { describeError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { Store } from "../../store/index.ts";
import type { LoadedRealm } from "../deployment/realms.ts";

const lookEveryMs = 1000;

/** Calls the webhooks of ended sessions as long as the server runs. @returns what stops it */
export function startWebhooks(
  store: Store,
  realms: readonly LoadedRealm[],
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): () => Promise<void> {
  const settings = new Map(realms.map(({ realm }) => [realm.path, realm.settings.webhooks]));
  const webhook = (realm: string, name: string) => {
    const webhooks = settings.get(realm) ?? {};
    return Object.hasOwn(webhooks, name) ? webhooks[name] : undefined;
  };
  const webhooks = createWebhooks({ calls: store.webhookCalls, webhook, clock, log });
  const timer = setInterval(() => {
    webhooks.run().catch((thrown: unknown) => {
      log.error({ cause: describeError(thrown) }, "webhooks could not be called; they are tried again");
    });
  }, lookEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await webhooks.close();
  };
}
