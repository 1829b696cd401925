import { z } from "zod";
import { integer, reference } from "../heap/schemas.ts";

/** `connectors` of admin.json: where the gateway listens. */
export const connectorConfig = z.object({
  port: z.union([integer(0, 65_535).transform((only) => [only]), z.array(integer(0, 65_535)).min(1)], {
    error: "must be a port or a list of ports",
  }),
  host: z.string().min(1).default("0.0.0.0"),
  tls: reference.optional(),
  maxTotalHeadersSize: integer(1_024, 65_536).optional(),
});

export type ConnectorConfig = z.output<typeof connectorConfig>;

export const connectorKeys = [...Object.keys(connectorConfig.shape), "gracePeriod", "vertx"];
