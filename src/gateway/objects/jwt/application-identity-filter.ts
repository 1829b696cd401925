import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../../core/json.ts";
import { canonicalHeaderName, defaultPlaces, selectDeviceId } from "../../../device/index.ts";
import { toText } from "../../el/values.ts";
import { gatewayErrors } from "../../errors.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration, oneOrMoreReferences, type Reference } from "../../heap/schemas.ts";
import type { Exchange } from "../../http/exchange.ts";
import { expiringCache } from "../am/expiring-cache.ts";
import { claimTemplate, present } from "./claim-templates.ts";
import { algorithms, type SigningKey } from "./signing-key.ts";
import { signingKeySecret } from "./signing-key-secret.ts";

const headerName = z.string().regex(/^[!#$%&'*+\-.^`|~0-9A-Za-z]{1,128}$/, { error: "is no header name" });
/** What a header value must not hold (RFC 9110, section 5.5). */
const unsafe = /[^\t\x20-\x7e\x80-\xff]/;
const tokenType = "sallyport-identity+jwt";
const tokensKept = 10_000;
const longestLifetime = 60_000;
/** A token is not handed out again in the last part of its life, so that it does not end on its way. */
const reusedFor = 0.75;
/** Never from a template: an application decides by them. */
const ownClaims: ReadonlySet<string> = new Set([
  "iss",
  "aud",
  "sub",
  "iat",
  "exp",
  "nbf",
  "realm",
  "auth_level",
  "device",
]);

/**
 * `ApplicationIdentityFilter`, a type of our own: tells an application who sent the request, by a signed JWT with an
 * audience of its own, by plain headers, or both. A client's own copies of those headers go first. It stands behind a
 * SingleSignOnFilter.
 */
export const applicationIdentityFilter = objectType({
  type: "ApplicationIdentityFilter",
  config: z.object({
    audience: z.string().min(1).max(512).optional(),
    issuer: z.string().min(1).max(512).optional(),
    secretsProvider: oneOrMoreReferences.optional(),
    secretId: z.string().optional(),
    algorithm: z.enum(algorithms, { error: `must be one of ${algorithms.join(", ")}` }).optional(),
    lifetime: duration
      .refine((time) => time >= 1_000 && time <= longestLifetime, { error: "must be between 1 and 60 seconds" })
      .default(longestLifetime),
    header: headerName.default("Sallyport-Identity"),
    claims: z.record(z.string(), z.string()).default({}),
    headers: z.record(headerName, z.string()).default({}),
  }),
  build: async (config, context) => {
    const { services } = context;
    const token = await tokenMaker(config, context);
    const plain = Object.entries(config.headers).map(([name, text]) => ({
      name,
      value: context.runtime(text, "headers", name),
    }));
    if (token === null && plain.length === 0) throw context.problem("needs audience and secretId, or headers");
    const names = [...plain.map(({ name }) => name), ...(token === null ? [] : [config.header])];
    const taken = names.find((name) => services.trust.identityHeaders.has(name));
    if (taken !== undefined)
      throw context.problem(`"${taken}" is one of trust.identityHeaders: those carry device ids`);
    const own = new Set(names.map(canonicalHeaderName));
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const spoofed = exchange.headers.removeWhere((name) => own.has(canonicalHeaderName(name)));
        if (spoofed.length > 0) {
          services.log.warn({ route: exchange.route, headers: spoofed }, "headers for applications came from a client");
        }
        if (token !== null) exchange.headers.set(config.header, await token(exchange));
        for (const { name, value } of plain) {
          const found = value.value(exchange);
          if (found !== null && !unsafe.test(toText(found))) exchange.headers.set(name, toText(found));
        }
        return next(exchange);
      },
    };
  },
});

interface TokenConfig {
  readonly audience?: string | undefined;
  readonly issuer?: string | undefined;
  readonly secretsProvider?: readonly Reference[] | undefined;
  readonly secretId?: string | undefined;
  readonly algorithm?: (typeof algorithms)[number] | undefined;
  readonly lifetime: number;
  readonly claims: Readonly<Record<string, string>>;
}

type TokenMaker = (exchange: Exchange) => Promise<string>;

async function tokenMaker(config: TokenConfig, context: BuildContext): Promise<TokenMaker | null> {
  const { audience, issuer, secretId, secretsProvider = [], algorithm, lifetime, claims } = config;
  if (audience === undefined && secretId === undefined) return null;
  if (audience === undefined || secretId === undefined) throw context.problem("needs both audience and secretId");
  const reserved = Object.keys(claims).find((name) => ownClaims.has(name));
  if (reserved !== undefined) throw context.problem("is a claim of the filter's own", "claims", reserved);
  const more = claimTemplate({ ...claims }, context, "claims");
  const key: SigningKey = await signingKeySecret(context, secretsProvider, secretId, algorithm, "secretId");
  const { clock } = context.services;
  const made = expiringCache<string>({ size: tokensKept, clock });
  return async (exchange) => {
    const said = { ...identityOf(exchange), iss: issuer ?? exchange.externalOrigin, aud: audience };
    const content: JsonObject = present({ ...asObject(more(exchange)), ...said });
    // By all that it says: a token that is handed out again says nothing that is not so.
    const text = JSON.stringify(content);
    const known = made.get(text);
    if (known !== undefined) return known;
    const iat = Math.floor(clock.now() / 1_000);
    const token = await key.sign({ ...content, iat, exp: iat + Math.floor(lifetime / 1_000) }, tokenType);
    made.set(text, token, lifetime * reusedFor);
    return token;
  };
}

/** Who: from the session that was checked; and by which device, as its certificate proves. */
function identityOf({ contexts, client: { peer } }: Exchange): JsonObject {
  const session = contexts.get("ssoToken");
  const { uid, realm, authLevel } = asObject(session?.info);
  if (typeof uid !== "string") {
    const detail = "no SingleSignOnFilter stands before the ApplicationIdentityFilter";
    throw gatewayErrors.error("gateway.route-failed", { detail });
  }
  return { sub: uid, realm: realm ?? null, auth_level: authLevel ?? 0, device: deviceOf(peer) };
}

/** One device or none: where a certificate names several, an application is told of no id rather than of a wrong one. */
function deviceOf(peer: Exchange["client"]["peer"]): JsonObject | null {
  if (peer.state !== "verified") return null;
  const { certificate } = peer;
  const selection = selectDeviceId(certificate, defaultPlaces);
  const id = selection.found === "id" ? { id: selection.id.value } : {};
  return { "x5t#S256": certificate.thumbprint, ...id };
}

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
