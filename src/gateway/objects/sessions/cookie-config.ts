import { z } from "zod";
import { flag } from "../../heap/schemas.ts";
import type { CookieSettings } from "./cookies.ts";

/** `cookie` of a session manager. `HttpOnly`, `Secure` on https, and `SameSite=Lax` unless it says otherwise. */
export function cookieConfig(defaultName: string) {
  return z
    .object({
      name: z
        .string()
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/, { error: "is no name of a cookie" })
        .default(defaultName),
      domain: z
        .string()
        .regex(/^\.?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/i, { error: "is no domain" })
        .optional(),
      path: z
        .string()
        .regex(/^\/[\x21-\x3a\x3c-\x7e]{0,500}$/, { error: "is no path" })
        .default("/"),
      httpOnly: flag.default(true),
      secure: flag.optional(),
      sameSite: z
        .string()
        .transform((text) => text.toLowerCase())
        .pipe(z.enum(["lax", "strict", "none"], { error: "must be LAX, STRICT or NONE" }))
        .default("lax"),
    })
    .prefault({})
    .refine(({ sameSite, secure }) => sameSite !== "none" || secure === true, {
      error: 'needs "secure": true with "sameSite": "NONE", or browsers drop the cookie',
    })
    .transform(({ name, sameSite, domain, path, httpOnly, secure }): { name: string; settings: CookieSettings } => ({
      name,
      settings: { domain, path, httpOnly, secure, sameSite: spelt[sameSite] },
    }));
}

const spelt = { lax: "Lax", strict: "Strict", none: "None" } as const;
