import type { TraceEvent } from "../../src/journey/index.ts";
import { type Answer, type ClientOptions, client } from "./client.ts";
import { type Device, traceOf } from "./demo.ts";

/** What the Intune node made of a login, read from the trace: the one place that no client can talk to. */

/** Its event in the trace of the login that this answer belongs to. */
export async function intuneEventOf({ headers, status, body }: Answer): Promise<TraceEvent> {
  const transactionId = headers["x-forgerock-transactionid"];
  if (typeof transactionId !== "string") throw new Error(`no login began: ${status} ${JSON.stringify(body)}`);
  const isIntune = ({ nodeType, outcome }: TraceEvent): boolean => nodeType === "IntuneNode" && outcome !== null;
  const event = (await traceOf(transactionId, (events) => events.some(isIntune))).find(isIntune);
  if (event === undefined) throw new Error("unreachable: traceOf waits for the event");
  return event;
}

/** Starts the page's journey once, as this client, and returns what its Intune node did. */
export async function intuneEventFor(options: ClientOptions): Promise<TraceEvent> {
  const on = client(options);
  try {
    return await intuneEventOf(await on.start());
  } finally {
    await on.close();
  }
}

/** The id of the device whose record Intune returned; `undefined` when it returned none. */
export function deviceIn(event: TraceEvent): unknown {
  return event.changes.find(({ key }) => key === "INTUNE_id")?.value;
}

/** The Intune id of a demo device that has one. */
export function idOf({ id, name }: Device): string {
  if (id === null) throw new Error(`the demo's device ${name} has no id`);
  return id;
}
