import { z } from "zod";
import type { AuditEvent } from "../../audit/access-event.ts";
import { type FilterPolicy, filterEvent } from "../../audit/filter-policy.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { flag } from "../../heap/schemas.ts";
import { createEventHandler, eventHandler } from "./event-handlers.ts";

const pointers = z
  .array(z.string().startsWith("/", { error: "must be a JSON pointer" }))
  .max(256)
  .default([]);

const serviceConfig = z.object({
  handlerForQueries: z.string().optional(),
  availableAuditEventHandlers: z.array(z.string()).optional(),
  caseInsensitiveFields: z.array(z.string()).optional(),
  filterPolicies: z.object({ field: z.object({ includeIf: pointers, excludeIf: pointers }).optional() }).optional(),
});

/** `AuditService`: who asked for what, written by its handlers. Only the topic `access` has events. */
export const auditService = objectType({
  type: "AuditService",
  config: z.object({
    config: serviceConfig.optional(),
    eventHandlers: z.array(eventHandler).min(1),
    topicSchemasDirectory: z.string().optional(),
    enabled: flag.optional(),
  }),
  build: (config, context) => {
    if (config.enabled === false) return { kind: "audit-service", audit: null };
    const policy: FilterPolicy = config.config?.filterPolicies?.field ?? { includeIf: [], excludeIf: [] };
    lintPolicy(policy, context);
    const writers = config.eventHandlers.map((handler, index) => createEventHandler(handler, index, context));
    const record = (event: AuditEvent): void => {
      const shown = filterEvent("access", event, policy);
      for (const write of writers) write(shown);
    };
    return { kind: "audit-service", audit: { record } };
  },
});

/** `NoOpAuditService`: nothing is written. */
export const noOpAuditService = objectType({
  type: "NoOpAuditService",
  config: z.object({}),
  build: () => ({ kind: "audit-service", audit: null }),
});

function lintPolicy({ includeIf }: FilterPolicy, { services, place }: BuildContext): void {
  for (const pointer of includeIf) {
    services.lint(place, `includeIf ${pointer} has no effect: what is not on the safe list is never written`);
  }
}
