import { z } from "zod";
import { objectType } from "../heap/object-type.ts";
import { duration, flag, integer } from "../heap/schemas.ts";
import { defaultEntityLimit } from "../http/entity.ts";

/** Objects that other objects name and that do little here. */

const mostBytes = 64 * 1024 * 1024;

/**
 * `TemporaryStorage`: how large an entity may be that is read as a whole. It stays in memory, so that nothing of a
 * request is ever written to a disk; `initialLength`, `memoryLimit` and `directory` are accepted and have no effect.
 */
export const temporaryStorage = objectType({
  type: "TemporaryStorage",
  config: z.object({
    initialLength: integer(1, mostBytes).optional(),
    memoryLimit: integer(1, mostBytes).optional(),
    fileLimit: integer(1, mostBytes).default(defaultEntityLimit),
    directory: z.string().optional(),
  }),
  build: ({ fileLimit }) => ({ kind: "temporary-storage", limit: fileLimit }),
});

/** `ScheduledExecutorService`: PingGateway's threads. Node has one, so that its settings are checked and have no effect. */
export const scheduledExecutorService = objectType({
  type: "ScheduledExecutorService",
  config: z.object({
    corePoolSize: integer(1, 10_000).optional(),
    gracefulStop: flag.optional(),
    gracePeriod: duration.optional(),
  }),
  build: () => ({ kind: "executor" }),
});
