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
    (read): StoredUser => ({
      realm: read.realm,
      username: read.username,
      passwordHash: read.password_hash,
      active: read.active,
      roles: read.roles,
      attributes: read.attributes,
      skipMfa: read.skip_mfa,
      lockedUntil: read.locked_until,
    }),
  );
