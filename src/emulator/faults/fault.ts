import { z } from "zod";
import { isAadstsCode } from "../entra/aadsts.ts";

/** Faults as data: what an injected failure does in place of the real answer, or to it. */

const common = {
  times: z.int().min(1).max(1_000_000).optional().describe("How many requests meet the fault. Absent: all."),
  rate: z.number().min(0).max(100).optional().describe("Percentage of requests that meet the fault. Absent: 100."),
  latencyMs: z.int().min(0).max(60_000).optional().describe("Milliseconds before anything else happens."),
};

const headerValue = z
  .string()
  .max(256)
  .regex(/^[\x20-\x7e]*$/, "must be printable ASCII");

const answerFault = z.strictObject({
  ...common,
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
});

const aadstsFault = z.strictObject({
  ...common,
  aadsts: z.int().refine(isAadstsCode, "is no AADSTS code that the emulator knows").describe("An error of Entra's."),
});

const hangFault = z.strictObject({ ...common, hang: z.literal(true) });
const resetFault = z.strictObject({ ...common, reset: z.literal(true) });

export const alterations = ["truncate", "foreignNextLink", "duplicateDevices", "wrongRecord"] as const;

const alterFault = z.strictObject({
  ...common,
  alter: z
    .enum(alterations)
    .describe("Changes Graph's real answer: cut in the middle, a link to elsewhere, doubles, another device's record."),
});

const latencyFault = z.strictObject({ ...common, latencyMs: common.latencyMs.unwrap() });

const actions = [answerFault, aadstsFault, hangFault, resetFault, alterFault, latencyFault] as const;
const faultSchema = z.union(actions);

const match = z
  .strictObject({
    service: z.enum(["graph", "entra", "identity"]).optional().describe("identity: the managed identity endpoint."),
    method: z.string().max(16).toUpperCase().optional(),
    path: z
      .string()
      .startsWith("/")
      .max(512)
      .optional()
      .describe("A prefix; or, with `*` for one segment and a final `**` for the rest, a pattern of the whole path."),
  })
  .prefault({})
  .describe("Which requests: all that fit every given member.");

const ruleSchema = z.union([
  answerFault.extend({ match }),
  aadstsFault.extend({ match }),
  hangFault.extend({ match }),
  resetFault.extend({ match }),
  alterFault.extend({ match }),
  latencyFault.extend({ match }),
]);

export const faultsSchema = z.strictObject({
  graph: faultSchema.optional(),
  entra: faultSchema.optional(),
  rules: z.array(ruleSchema).max(100).optional().describe("The first one that fits and fires wins."),
});

export type Fault = z.output<typeof faultSchema>;
export type FaultRule = z.output<typeof ruleSchema>;
export type AnswerFault = z.output<typeof answerFault>;
export type Alteration = (typeof alterations)[number];
/** Faults as a person writes them. */
export type Faults = z.input<typeof faultsSchema>;
/** Faults after validation. */
export type CheckedFaults = z.output<typeof faultsSchema>;

/** A service that faults can be injected into: Graph, Entra's token endpoint, the managed identity endpoint. */
export type FaultyService = "graph" | "entra" | "identity";
