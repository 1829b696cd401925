import { z } from "zod";

/** What the processes of one gateway say to each other, over the channel that node gives them. */

const snapshot = z.array(z.record(z.string(), z.unknown()));

/** From a worker. */
export const workerMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), origin: z.string() }),
  z.object({ type: z.literal("failed"), message: z.string() }),
  /** It wants what keys of session tickets are made from. */
  z.object({ type: z.literal("tickets-wanted") }),
  /** It wants the metrics of all. */
  z.object({ type: z.literal("metrics-wanted"), id: z.number() }),
  /** Its own, because it was asked. */
  z.object({ type: z.literal("metrics"), id: z.number(), snapshot }),
]);

/** To a worker. */
export const primaryMessage = z.discriminatedUnion("type", [
  /** 256 bits, base64. */
  z.object({ type: z.literal("tickets"), secret: z.string() }),
  z.object({ type: z.literal("metrics-asked"), id: z.number() }),
  z.object({ type: z.literal("metrics-sum"), id: z.number(), contentType: z.string(), text: z.string() }),
]);

export type WorkerMessage = z.output<typeof workerMessage>;
export type PrimaryMessage = z.output<typeof primaryMessage>;
