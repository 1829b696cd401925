import { createHash } from "node:crypto";
import { z } from "zod";

const textOrNull = z.string().max(1024).nullable();

/**
 * The detectedApp resource of Graph beta, in wire order.
 *
 * @see https://learn.microsoft.com/graph/api/resources/intune-devices-detectedapp
 */
const detectedAppSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
  displayName: textOrNull,
  version: textOrNull,
  sizeInByte: z.int().min(0),
  deviceCount: z.int().min(0),
  publisher: textOrNull,
  platform: z
    .string()
    .max(128)
    .meta({ examples: ["unknown", "windows", "ios", "macOS", "androidWorkProfile"] }),
});

export type DetectedApp = z.output<typeof detectedAppSchema>;

/** A detected app as a person writes it: the rest is filled in. */
export const givenAppSchema = detectedAppSchema.partial().required({ displayName: true });

export type GivenApp = z.output<typeof givenAppSchema>;

const platforms: Readonly<Record<string, string>> = {
  windows: "windows",
  ios: "ios",
  ipados: "ios",
  macos: "macOS",
  android: "androidWorkProfile",
};

/** Intune gives the same app the same id on every device, so the id follows from what identifies the app. */
export function completeApp(given: GivenApp, operatingSystem: string | null): DetectedApp {
  const identity = JSON.stringify([given.displayName, given.version ?? null, given.publisher ?? null]);
  return detectedAppSchema.parse({
    id: createHash("sha256").update(identity).digest("hex"),
    version: null,
    sizeInByte: 0,
    deviceCount: 1,
    publisher: null,
    platform: platforms[operatingSystem?.toLowerCase() ?? ""] ?? "unknown",
    ...given,
  });
}
