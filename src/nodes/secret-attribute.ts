import { z } from "zod";
import { Secret } from "../core/secret.ts";

/** A write-only attribute: PingAM exports it as null or leaves it out. */
export const secretAttribute = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value === "" ? null : new Secret(value)));
