import { z } from "zod";
import { parseBody } from "../http.ts";

/** The permissions that an access token carries, for a diagnosis only: nothing is verified, and nothing may rest on it. */
export interface TokenPermissions {
  /** `roles` are the app's own permissions, `scp` those that a user lends it. */
  readonly kind: "roles" | "scp";
  readonly names: readonly string[];
}

const claims = z.object({
  roles: z.array(z.string()).max(1_000).optional(),
  scp: z.string().max(16_384).optional(),
});

/** `null` for a token that is no JWT; Microsoft may issue such. */
export function tokenClaims(token: string): TokenPermissions | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  const { data } = claims.safeParse(parseBody(Buffer.from(payload, "base64url").toString("utf8")));
  if (data === undefined) return null;
  if (data.scp !== undefined) return { kind: "scp", names: permissionNames(data.scp.split(" ")) };
  return { kind: "roles", names: permissionNames(data.roles ?? []) };
}

function permissionNames(names: readonly string[]): string[] {
  return names.filter((name) => /^[\w.]{1,128}$/.test(name));
}
