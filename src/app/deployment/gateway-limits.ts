import { z } from "zod";
import type { GatewayLimits } from "../../gateway/index.ts";

/** `gateway.limits`: what a client of the gateway may cost. */

const seconds = z
  .int()
  .min(1)
  .max(24 * 3600);
const count = z.int().min(1).max(1_000_000);

export const gatewayLimits = z.strictObject({
  bodyBytes: z
    .int()
    .min(1)
    .max(2 ** 40)
    .optional()
    .describe("The largest body of a request; default 1048576 (1 MiB)."),
  connections: count.optional().describe("Connections of a listener and process; default 4096."),
  connectionsPerAddress: count.optional().describe("Of these, from one address; default 512."),
  requestSeconds: seconds
    .optional()
    .describe("Until a whole request is there; default 60, or what the largest body takes at 128 KiB a second."),
  idleSeconds: seconds.optional().describe("Without a byte in either direction during a request; default 60."),
  leastRate: z
    .int()
    .min(0)
    .max(2 ** 30)
    .optional()
    .describe("Bytes a second at which a client sends a body, and reads an answer, at least; 0 for none; default 500."),
  leastRateSeconds: seconds.optional().describe("How long a client may be slower than that; default 20."),
});

/** The same in the gateway's own units; what is not said stays the gateway's own. */
export function limitsOf(settings: z.output<typeof gatewayLimits>): Partial<GatewayLimits> {
  const { bodyBytes, connections, connectionsPerAddress, leastRate } = settings;
  const { requestSeconds, idleSeconds, leastRateSeconds } = settings;
  return {
    ...(bodyBytes === undefined ? {} : { bodyBytes }),
    ...(connections === undefined ? {} : { connections }),
    ...(connectionsPerAddress === undefined ? {} : { connectionsPerAddress }),
    ...(leastRate === undefined ? {} : { leastRate }),
    ...(requestSeconds === undefined ? {} : { requestTimeout: requestSeconds * 1_000 }),
    ...(idleSeconds === undefined ? {} : { idleTimeout: idleSeconds * 1_000 }),
    ...(leastRateSeconds === undefined ? {} : { leastRateGrace: leastRateSeconds * 1_000 }),
  };
}
