import { z } from "zod";
import { flag, jsonColumn } from "./columns.ts";
import type { StoredUser } from "./user-ports.ts";

/** What a query of a user selects. */
export const userColumns = "users.*, locked_until";
export const usersWithLockout = "users LEFT JOIN user_failures USING (realm, username_key)";

export const userRow = z
  .object({
    realm: z.string(),
    username: z.string(),
    password_hash: z.string().nullable(),
    active: flag,
    roles: jsonColumn(z.array(z.string())),
    attributes: jsonColumn(z.record(z.string(), z.array(z.string()))),
    skip_mfa: flag,
    locked_until: z.number().nullable(),
  })
  .transform(
    ({ password_hash, skip_mfa, locked_until, ...user }): StoredUser => ({
      ...user,
      passwordHash: password_hash,
      skipMfa: skip_mfa,
      lockedUntil: locked_until,
    }),
  );
