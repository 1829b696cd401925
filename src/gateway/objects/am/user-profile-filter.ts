import { createHash } from "node:crypto";
import { z } from "zod";
import type { JsonObject } from "../../../core/json.ts";
import { gatewayErrors } from "../../errors.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration, flag, integer, reference } from "../../heap/schemas.ts";
import { expiringCache } from "./expiring-cache.ts";
import type { UserProfileService } from "./model.ts";

const serviceShape = {
  amService: reference,
  profileAttributes: z
    .array(z.string().regex(/^[\w.:/-]{1,128}$/, { error: "is no name of an attribute" }))
    .max(100)
    .default([]),
  cache: z
    .object({
      enabled: flag.default(false),
      executor: z.unknown().optional(),
      maximumSize: integer(1, 100_000).default(10_000),
      maximumTimeToCache: duration
        .default(60_000)
        .refine((time) => time <= 3_600_000, { error: "must be at most 1 hour" }),
    })
    .prefault({}),
};
const serviceConfig = z.object(serviceShape);

/** `UserProfileService`: profiles of users, asked with their own sessions. */
export const userProfileService = objectType({
  type: "UserProfileService",
  config: serviceConfig,
  build: async (config, context) => ({ kind: "user-profile-service", profiles: await createProfiles(config, context) }),
});

async function createProfiles(
  { amService, profileAttributes, cache }: z.output<typeof serviceConfig>,
  { refer, services: { clock } }: BuildContext,
): Promise<UserProfileService> {
  const { am } = await refer("am-service", amService, "amService");
  const remembered = expiringCache<JsonObject>({ size: cache.maximumSize, clock });
  const lifetime = cache.enabled ? cache.maximumTimeToCache : 0;
  return {
    profile: async (token, username, exchange) => {
      const key = createHash("sha256").update(`${token} ${username}`).digest("base64url");
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const profile = await am.profile(token, username, profileAttributes, exchange);
      if (profile !== null) remembered.set(key, profile, lifetime);
      return profile;
    },
  };
}

/**
 * `UserProfileFilter`: attributes of the user as the context `userProfile`, `{username, rawInfo}`. It stands behind a
 * SingleSignOnFilter. Without a `userProfileService` it is one itself.
 */
export const userProfileFilter = objectType({
  type: "UserProfileFilter",
  config: z.object({
    ...serviceShape,
    amService: reference.optional(),
    userProfileService: reference.optional(),
    username: z.string().default("${contexts.ssoToken.info.uid}"),
    ssoToken: z.string().default("${contexts.ssoToken.value}"),
  }),
  build: async (config, context) => {
    const { amService, userProfileService: service } = config;
    if (amService === undefined && service === undefined) {
      throw context.problem("needs userProfileService, or amService");
    }
    const profiles =
      amService === undefined
        ? (await context.refer("user-profile-service", service ?? "", "userProfileService")).profiles
        : await createProfiles({ ...config, amService }, context);
    const username = context.runtime(config.username, "username");
    const token = context.runtime(config.ssoToken, "ssoToken");
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const [who, whose] = [username.value(exchange), token.value(exchange)];
        if (typeof who !== "string" || typeof whose !== "string") throw gatewayErrors.error("gateway.sign-in-required");
        const rawInfo = await profiles.profile(whose, who, exchange);
        if (rawInfo !== null) exchange.contexts.set("userProfile", { username: who, rawInfo });
        return next(exchange);
      },
    };
  },
});
