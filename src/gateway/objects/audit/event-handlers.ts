import { resolve } from "node:path";
import { z } from "zod";
import type { AuditEvent } from "../../audit/access-event.ts";
import { createStreamWriter } from "../../audit/stdout.ts";
import { createLineFile, type LineWriter } from "../../audit/writer.ts";
import type { BuildContext } from "../../heap/model.ts";
import { duration, flag, integer } from "../../heap/schemas.ts";

/** `eventHandlers` of an AuditService, by the Java class that PingGateway's files name. */

const jsonClass = "org.forgerock.audit.handlers.json.JsonAuditEventHandler";
const stdoutClass = "org.forgerock.audit.handlers.json.stdout.JsonStdoutAuditEventHandler";

const handlerConfig = z.object({
  name: z.string().optional(),
  enabled: flag.default(true),
  topics: z.array(z.string()).default(["access"]),
  logDirectory: z.string().optional(),
  elasticsearchCompatible: flag.optional(),
  buffering: z
    .object({ maxSize: integer(1, 100_000).default(10_000), writeInterval: duration.default(100) })
    .prefault({}),
  rotationRetentionCheckInterval: duration.optional(),
  fileRotation: z
    .object({
      rotationEnabled: flag.default(true),
      maxFileSize: integer(0, Number.MAX_SAFE_INTEGER).default(0),
      rotationInterval: duration.optional(),
      rotationFilePrefix: z.string().optional(),
      rotationFileSuffix: z.string().optional(),
      rotationTimes: z.array(z.string()).optional(),
    })
    .prefault({}),
  fileRetention: z
    .object({
      maxNumberOfHistoryFiles: integer(-1, 10_000).default(-1),
      maxDiskSpaceToUse: integer(-1, Number.MAX_SAFE_INTEGER).optional(),
      minFreeSpaceRequired: integer(-1, Number.MAX_SAFE_INTEGER).optional(),
    })
    .prefault({}),
});

export const eventHandler = z.object({
  class: z.enum([jsonClass, stdoutClass], {
    error: "only the handlers JsonAuditEventHandler and JsonStdoutAuditEventHandler are supported yet",
  }),
  config: handlerConfig,
});

type EventHandler = z.output<typeof eventHandler>;

/** Safer than for ever: a disk that is full stops more than auditing. */
const limits = { fileSize: 100 * 1024 * 1024, files: 10, writeInterval: 10_000 };

/** What takes an event for one handler. @throws {gateway.config-invalid} for a file handler without a directory */
export function createEventHandler(
  { class: type, config }: EventHandler,
  index: number,
  context: BuildContext,
): (event: AuditEvent) => void {
  if (!config.enabled || !config.topics.includes("access")) return () => undefined;
  const writer = type === jsonClass ? fileWriter(config, index, context) : stdoutWriter(context);
  context.services.onClose(() => writer.close());
  if (type === jsonClass) return (event) => writer.write(JSON.stringify(event));
  return (event) => writer.write(JSON.stringify({ ...event, source: "audit", topic: "access", level: "INFO" }));
}

function stdoutWriter({ services: { log } }: BuildContext): LineWriter {
  return createStreamWriter(process.stdout, (dropped) => {
    log.error({ dropped }, "audit events were dropped: nobody reads them fast enough");
  });
}

function fileWriter(config: EventHandler["config"], index: number, context: BuildContext): LineWriter {
  const { clock, directory, log } = context.services;
  if (config.logDirectory === undefined) {
    throw context.problem("is needed", "eventHandlers", index, "config", "logDirectory");
  }
  const path = ["eventHandlers", index, "config", "logDirectory"];
  const folder = resolve(directory, context.text(config.logDirectory, ...path));
  const { maxFileSize, rotationEnabled, rotationInterval } = config.fileRotation;
  const kept = config.fileRetention.maxNumberOfHistoryFiles;
  return createLineFile({
    file: resolve(folder, "access.audit.json"),
    maxSize: config.buffering.maxSize,
    writeInterval: Math.min(config.buffering.writeInterval, limits.writeInterval),
    rotation: {
      maxFileSize: !rotationEnabled ? Number.POSITIVE_INFINITY : maxFileSize === 0 ? limits.fileSize : maxFileSize,
      interval: rotationEnabled ? positive(rotationInterval) : Number.POSITIVE_INFINITY,
      maxFiles: kept < 0 ? limits.files : kept,
    },
    clock,
    log,
  });
}

function positive(interval: number | undefined): number {
  return interval === undefined || interval <= 0 ? Number.POSITIVE_INFINITY : interval;
}
