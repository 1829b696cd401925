import { z } from "zod";
import { Secret } from "../core/secret.ts";

/**
 * A write-only attribute: PingAM exports it as null or leaves it out. `writeOnly` (JSON Schema) tells the configuration
 * API never to show it, and to keep it encrypted.
 */
export const secretAttribute = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value === "" ? null : new Secret(value)))
  .meta({ writeOnly: true });
