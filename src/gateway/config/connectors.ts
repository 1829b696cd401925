import { z } from "zod";
import type { Json, JsonObject } from "../../core/json.ts";
import { duration, integer, reference } from "../heap/schemas.ts";
import { trustedHopConfig } from "./trusted-hops.ts";

/** `connectors` of admin.json: where the gateway listens. */

const milliseconds = duration.refine((time) => time <= 3_600_000, { error: "must be at most an hour" });

/** Tuning of the engine that PingGateway is built on. What it would change has keys of its own, or no counterpart. */
export const vertx = z
  .record(z.string(), z.custom<Json>())
  .superRefine((keys, context) => {
    for (const key of Object.keys(keys)) {
      if (!refusedVertx.has(key)) continue;
      context.addIssue({ code: "custom", path: [key], message: "must be set by the connector's own keys" });
    }
  })
  .optional();

const refusedVertx: ReadonlySet<string> = new Set(
  `port useAlpn ssl enabledCipherSuites enabledSecureTransportProtocols jdkSslEngineOptions openSslEngineOptions
  keyStoreOptions trustStoreOptions pemKeyCertOptions pemTrustOptions pfxKeyCertOptions pfxTrustOptions clientAuth`.split(
    /\s+/,
  ),
);

export const connectorConfig = z.object({
  port: z.union([integer(0, 65_535).transform((only) => [only]), z.array(integer(0, 65_535)).min(1).max(64)], {
    error: "must be a port or a list of ports",
  }),
  host: z.string().min(1).default("0.0.0.0"),
  tls: reference.optional(),
  maxTotalHeadersSize: integer(1_024, 65_536).optional(),
  gracePeriod: milliseconds.optional(),
  trustedHops: z.array(trustedHopConfig).max(16).default([]),
  vertx,
});

export const connectorKeys = Object.keys(connectorConfig.shape);

const headerSizes = ["maxTotalHeadersSize", "maxHeaderSize"];

/** What a connector's `vertx` says of the size of headers, and which of its keys say nothing here. */
export function readVertx(keys: JsonObject | undefined): { headerBytes: number | undefined; idle: readonly string[] } {
  const all = Object.keys(keys ?? {});
  const size = headerSizes.map((key) => integer(1_024, 65_536).safeParse(keys?.[key])).find(({ success }) => success);
  return { headerBytes: size?.data, idle: all.filter((key) => !headerSizes.includes(key)) };
}
