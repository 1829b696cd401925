import { z } from "zod";

/** Faults as data: what an injected failure does in place of the real answer. */

const times = z.int().min(1).max(1_000_000).optional().describe("How many requests meet the fault. Absent: all.");
const headerValue = z
  .string()
  .max(256)
  .regex(/^[\x20-\x7e]*$/, "must be printable ASCII");

const answerFault = z.strictObject({
  status: z.int().min(200).max(599),
  body: z
    .union([z.string().max(1_000_000), z.json()])
    .optional()
    .describe("Absent: the service's own body for the status."),
  retryAfter: z
    .union([z.number().min(0), headerValue])
    .optional()
    .describe("The Retry-After header, in any form."),
  contentType: headerValue.optional(),
  times,
});

const hangFault = z.strictObject({ hang: z.literal(true), times });
const resetFault = z.strictObject({ reset: z.literal(true), times });

const faultSchema = z.union([answerFault, hangFault, resetFault]);

export const faultsSchema = z.strictObject({ graph: faultSchema.optional(), entra: faultSchema.optional() });

type Fault = z.output<typeof faultSchema>;
export type AnswerFault = z.output<typeof answerFault>;
export type Faults = z.output<typeof faultsSchema>;

/** A service that faults can be injected into: Graph as a whole, or Entra's token endpoint. */
export type FaultyService = "graph" | "entra";

/** The faults in force. */
export interface FaultSwitch {
  set(faults: Faults): void;
  clear(): void;
  current(): Faults;
  /** The fault that the next request to `service` meets, if any; counts it. */
  take(service: FaultyService): Fault | undefined;
}

export function createFaultSwitch(): FaultSwitch {
  let faults: Faults = {};
  return {
    set(next) {
      faults = next;
    },
    clear() {
      faults = {};
    },
    current: () => faults,
    take(service) {
      const { [service]: fault, ...others } = faults;
      if (fault?.times === undefined) return fault;
      faults = fault.times === 1 ? others : { ...others, [service]: { ...fault, times: fault.times - 1 } };
      return fault;
    },
  };
}
