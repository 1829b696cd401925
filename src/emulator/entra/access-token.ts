import { z } from "zod";
import { isConfidential, type TenantApp } from "../fleet/identity-schema.ts";
import type { SigningKey } from "./signing-key.ts";

/** Who and what an access token speaks for. Application permissions travel in `roles`, delegated ones in `scp`. */
export interface AccessTokenSubject {
  readonly tenantId: string;
  readonly app: TenantApp;
  readonly resource: string;
  readonly user?: { readonly objectId: string; readonly userName: string; readonly scopes: readonly string[] };
  /** The object id of the app's service principal. */
  readonly servicePrincipalId: string;
}

/** Signs an access token in the form of Entra's v1.0 tokens, which Graph uses. `now` and `lifetime` are in seconds. */
export function signAccessToken(key: SigningKey, subject: AccessTokenSubject, now: number, lifetime: number): string {
  const { app, user, tenantId } = subject;
  const { application } = app.permissions;
  const speaksFor =
    user === undefined
      ? {
          idtyp: "app",
          oid: subject.servicePrincipalId,
          sub: subject.servicePrincipalId,
          ...(application.length === 0 ? {} : { roles: application }),
        }
      : { idtyp: "user", oid: user.objectId, sub: user.objectId, upn: user.userName, scp: user.scopes.join(" ") };
  return key.sign({
    aud: subject.resource,
    iss: issuer(tenantId),
    iat: now,
    nbf: now,
    exp: now + lifetime,
    app_displayname: app.name,
    appid: app.clientId,
    appidacr: isConfidential(app) ? "1" : "0",
    tid: tenantId,
    ver: "1.0",
    ...speaksFor,
  });
}

const claimsSchema = z.object({
  aud: z.string(),
  iss: z.string(),
  exp: z.number(),
  tid: z.string(),
  appid: z.string(),
  roles: z.array(z.string()).default([]),
  scp: z.string().default(""),
});

/** What an accepted access token allows. */
export interface Caller {
  readonly tenantId: string;
  readonly clientId: string;
  readonly permissions: readonly string[];
}

export type AccessTokenCheck =
  | { readonly caller: Caller }
  | { readonly rejected: "malformed" | "audience" | "expired" };

/** Checks an access token as the resource does: signature, issuer, audience, expiry. `now` is in seconds. */
export function checkAccessToken(
  key: SigningKey,
  token: string,
  audiences: readonly string[],
  now: number,
): AccessTokenCheck {
  const parsed = claimsSchema.safeParse(key.verify(token));
  if (!parsed.success || parsed.data.iss !== issuer(parsed.data.tid)) return { rejected: "malformed" };
  const { aud, exp, tid, appid, roles, scp } = parsed.data;
  if (!audiences.includes(aud)) return { rejected: "audience" };
  if (now >= exp) return { rejected: "expired" };
  return { caller: { tenantId: tid, clientId: appid, permissions: [...roles, ...scp.split(" ")] } };
}

function issuer(tenantId: string): string {
  return `https://sts.windows.net/${tenantId}/`;
}
