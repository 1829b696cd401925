import { z } from "zod";

/** How many devices to make up, and which (the fleet document's `generate`). */

const share = z.number().min(0).max(1_000_000);

const platforms = z
  .strictObject({
    windows: share.default(55),
    ios: share.default(20),
    ipados: share.default(5),
    macos: share.default(8),
    android: share.default(12),
  })
  .prefault({})
  .describe("Share of each platform; only the proportions count.");

const states = z
  .strictObject({
    compliant: share.default(80),
    noncompliant: share.default(10),
    inGracePeriod: share.default(4),
    unknown: share.default(2.5),
    configManager: share.default(2),
    conflict: share.default(0.5),
    error: share.default(1),
  })
  .prefault({})
  .describe("Share of each compliance state; only the proportions count.");

export const generateSchema = z
  .strictObject({
    seed: z.string().max(256).default("sallyport").describe("The same seed makes the same devices."),
    count: z.int().min(0).max(100_000),
    mix: platforms,
    states,
  })
  .refine(({ mix, states }) => [mix, states].every((shares) => Object.values(shares).some((value) => value > 0)), {
    message: "mix and states need at least one share above 0",
  })
  .describe("Devices that are made up: the same for the same seed, made when they are looked at, never all in memory.");

export type GenerateSpec = z.output<typeof generateSchema>;
export type Platform = keyof GenerateSpec["mix"];
