import { z } from "zod";

/** How many devices to make up, and which (the fleet document's `generate`). */

const share = z.number().min(0).max(1_000_000);

const platforms = z
  .strictObject({
    windows: share.default(55).describe("Share of Windows."),
    ios: share.default(20).describe("Share of iOS."),
    ipados: share.default(5).describe("Share of iPadOS."),
    macos: share.default(8).describe("Share of macOS."),
    android: share.default(12).describe("Share of Android."),
  })
  .prefault({})
  .describe("Share of each platform; only the proportions count.");

const states = z
  .strictObject({
    compliant: share.default(80).describe("Share of compliant."),
    noncompliant: share.default(10).describe("Share of noncompliant."),
    inGracePeriod: share.default(4).describe("Share of inGracePeriod."),
    unknown: share.default(2.5).describe("Share of unknown."),
    configManager: share.default(2).describe("Share of configManager."),
    conflict: share.default(0.5).describe("Share of conflict."),
    error: share.default(1).describe("Share of error."),
  })
  .prefault({})
  .describe("Share of each compliance state; only the proportions count.");

export const generateSchema = z
  .strictObject({
    seed: z.string().max(256).default("sallyport").describe("The same seed makes the same devices."),
    count: z.int().min(0).max(100_000).describe("How many."),
    mix: platforms,
    states,
  })
  .refine(({ mix, states }) => [mix, states].every((shares) => Object.values(shares).some((value) => value > 0)), {
    message: "mix and states need at least one share above 0",
  })
  .describe("Devices that are made up: the same for the same seed, made when they are looked at, never all in memory.");

export type GenerateSpec = z.output<typeof generateSchema>;
export type Platform = keyof GenerateSpec["mix"];
