import { z } from "zod";

/** Settings that the OATH nodes share. */

export const oathKind = z.enum(["TOTP", "HOTP"]).default("TOTP");
export const oathHash = z.enum(["HMAC_SHA1", "HMAC_SHA256", "HMAC_SHA512"]).default("HMAC_SHA1");
export const oathPeriod = z.int().min(5).max(300).default(30);
