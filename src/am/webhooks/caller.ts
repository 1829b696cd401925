import { type Dispatcher, request } from "undici";
import { describeError } from "../../core/errors.ts";
import type { WebhookCall } from "../../store/index.ts";
import type { Webhook } from "./settings.ts";
import { contentTypeOf, fillTemplate } from "./template.ts";

/** How a call went: it was taken, it never will be, or it may be later. */
export type CallResult = { readonly kind: "taken" } | { readonly kind: "refused" | "failed"; readonly reason: string };

export interface CallOptions {
  /** By default undici's own. */
  readonly dispatcher?: Dispatcher;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Tells a webhook that a session has ended. Only status and failure of the answer count; its body is not read. */
export async function callWebhook(webhook: Webhook, call: WebhookCall, options: CallOptions): Promise<CallResult> {
  const { dispatcher, timeoutMs, signal } = options;
  const type = contentTypeOf(webhook.headers);
  try {
    const { statusCode, body } = await request(webhook.url, {
      method: "POST",
      headers: { "content-type": type, ...lowerCase(webhook.headers) },
      body: fillTemplate(webhook.body, valuesOf(call), type),
      ...(dispatcher && { dispatcher }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    body.on("error", () => undefined).destroy();
    if (statusCode >= 200 && statusCode < 300) return { kind: "taken" };
    const mayPass = statusCode >= 500 || statusCode === 408 || statusCode === 429;
    return { kind: mayPass ? "failed" : "refused", reason: `status ${statusCode}` };
  } catch (thrown) {
    return { kind: "failed", reason: describeError(thrown) };
  }
}

function valuesOf({ realm, username, universalId, properties }: WebhookCall): (name: string) => string | undefined {
  const values = new Map(Object.entries({ ...properties, UserId: username, username, universalId, realm }));
  return (name) => values.get(name);
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
