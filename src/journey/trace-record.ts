import { z } from "zod";
import type { Json } from "../core/json.ts";
import { jsonSchema } from "../core/json-schema.ts";
import type { StateChange } from "./state.ts";
import type { TraceEvent } from "./trace.ts";

/**
 * How the events of one request are kept: in half the text, since a login costs by the byte that it writes. What an event
 * leaves out is empty, or as it was in the event before.
 */
export function packEvents(events: readonly TraceEvent[]): object[] {
  return events.map((event, index) => {
    const { realm, journey, path, changes, logs } = event;
    const before = events[index - 1];
    return {
      at: event.at,
      realm: realm === before?.realm ? undefined : realm,
      journey: journey === before?.journey ? undefined : journey,
      path: path === before?.path ? undefined : path,
      nodeId: event.nodeId,
      nodeType: event.nodeType,
      displayName: event.displayName,
      outcome: event.outcome ?? undefined,
      leadsTo: event.leadsTo ?? undefined,
      reason: event.reason ?? undefined,
      duration: event.duration,
      changes: changes.length === 0 ? undefined : changes.map(packChange),
      logs: logs.length === 0 ? undefined : logs,
      error: event.error ?? undefined,
    };
  });
}

/** A change that sets nothing removes. */
function packChange({ state, key, change, value }: StateChange): Json[] {
  return change === "set" ? [state, key, value] : [state, key];
}

const state = z.enum(["shared", "transient", "secure"]);

const keptChange = z.union([
  z
    .tuple([state, z.string(), jsonSchema])
    .transform(([of, key, value]) => ({ state: of, key, change: "set" as const, value })),
  z.tuple([state, z.string()]).transform(([of, key]) => ({ state: of, key, change: "removed" as const, value: null })),
  // What an earlier version kept.
  z.object({ state, key: z.string(), change: z.enum(["set", "removed"]), value: jsonSchema }),
]);

const keptEvent = z.object({
  at: z.number(),
  realm: z.string().optional(),
  journey: z.string().optional(),
  path: z.array(z.string()).optional(),
  nodeId: z.string().default(""),
  nodeType: z.string().default(""),
  displayName: z.string().default(""),
  outcome: z.string().nullable().default(null),
  leadsTo: z.enum(["success", "failure"]).nullable().default(null),
  reason: z.string().nullable().default(null),
  duration: z.number().default(0),
  changes: z.array(keptChange).default([]),
  logs: z.array(z.string()).default([]),
  error: z.string().nullable().default(null),
});

/**
 * The events of one transaction, as they were before they were kept, or as an earlier version kept them.
 *
 * @throws {z.ZodError} when they are not what any version wrote
 */
export function unpackEvents(transactionId: string, kept: readonly Json[]): TraceEvent[] {
  const events: TraceEvent[] = [];
  for (const one of kept) {
    const read = keptEvent.parse(one);
    const { realm = "", journey = "", path = [] } = events.at(-1) ?? {};
    events.push({
      ...read,
      transactionId,
      realm: read.realm ?? realm,
      journey: read.journey ?? journey,
      path: read.path ?? path,
    });
  }
  return events;
}
