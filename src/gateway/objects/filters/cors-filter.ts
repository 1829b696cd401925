import { z } from "zod";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration, flag, reference } from "../../heap/schemas.ts";
import type { Exchange, GatewayResponse } from "../../http/exchange.ts";
import type { Headers } from "../../http/headers.ts";
import { emptyResponse, handlerOr } from "../handlers/own-answers.ts";
import { headerName } from "../header-fields.ts";

const methodName = z.string().regex(/^[A-Z]{1,32}$/, { error: "is no method" });
const everything = z.literal("*").transform(() => undefined);
const any = 'must be a list, or "*"';

const policy = z.object({
  acceptedOrigins: z.union([everything, z.array(z.string()).min(1)], { error: any }),
  acceptedMethods: z.union([everything, z.array(methodName)], { error: any }).default(["GET", "HEAD", "POST"]),
  acceptedHeaders: z.union([everything, z.array(headerName)], { error: any }).default([]),
  exposedHeaders: z.array(headerName).default([]),
  maxAge: duration
    .refine((milliseconds) => milliseconds <= 86_400_000, { error: "must be at most 1 day" })
    .default(5_000),
  allowCredentials: flag.default(false),
});

interface Policy {
  /** Undefined accepts all; the same for methods and headers, in lower case. */
  readonly origins: ReadonlySet<string> | undefined;
  readonly methods: ReadonlySet<string> | undefined;
  readonly headers: ReadonlySet<string> | undefined;
  readonly exposed: string;
  readonly maxAge: string;
  readonly credentials: boolean;
}

/**
 * `CorsFilter` (Fetch Standard): pages of which origins may read what stands here. A request from another origin that no
 * policy accepts gets 403, or what `failureHandler` answers; the gateway's own origin needs no policy. What the
 * application itself says about other origins is removed.
 */
export const corsFilter = objectType({
  type: "CorsFilter",
  config: z.object({ policies: z.array(policy).min(1).max(100), failureHandler: reference.optional() }),
  build: async (config, context) => {
    const policies = config.policies.map((entry, index) => compiled(entry, context, "policies", index));
    const refuse = await handlerOr(403, config.failureHandler, context);
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const origins = exchange.headers.all("origin");
        const [origin] = origins;
        if (origin === undefined || origin === exchange.externalOrigin) return withVary(await next(exchange));
        const found = policies.find(({ origins: accepted }) => accepted === undefined || accepted.has(origin));
        if (found === undefined || origins.length > 1) return withVary(await refuse(exchange));
        const wanted = exchange.headers.first("access-control-request-method");
        if (exchange.method === "OPTIONS" && wanted !== undefined) {
          if (!isPreflightAccepted(found, wanted, exchange)) return withVary(await refuse(exchange));
          return preflightAnswer(found, origin, wanted, exchange);
        }
        const response = await next(exchange);
        allow(response.headers, found, origin);
        if (found.exposed !== "") response.headers.set("Access-Control-Expose-Headers", found.exposed);
        return response;
      },
    };
  },
});

function compiled(entry: z.output<typeof policy>, context: BuildContext, ...path: PropertyKey[]): Policy {
  const { acceptedOrigins, acceptedMethods, acceptedHeaders, allowCredentials } = entry;
  if (allowCredentials && acceptedOrigins === undefined) {
    throw context.problem("with credentials, the accepted origins must be named", ...path, "allowCredentials");
  }
  return {
    origins:
      acceptedOrigins === undefined
        ? undefined
        : new Set(
            acceptedOrigins.map((text, index) => {
              const origin = context.text(text, ...path, "acceptedOrigins", index);
              if (URL.canParse(origin) && new URL(origin).origin === origin.toLowerCase()) return origin.toLowerCase();
              throw context.problem(
                `"${origin}" is no origin; write for example "https://app.example.com"`,
                ...path,
                "acceptedOrigins",
                index,
              );
            }),
          ),
    methods: acceptedMethods === undefined ? undefined : new Set(acceptedMethods),
    headers: acceptedHeaders === undefined ? undefined : new Set(acceptedHeaders.map((name) => name.toLowerCase())),
    exposed: entry.exposedHeaders.join(", "),
    maxAge: String(Math.floor(entry.maxAge / 1_000)),
    credentials: allowCredentials,
  };
}

function isPreflightAccepted(found: Policy, method: string, { headers }: Exchange): boolean {
  if (found.methods !== undefined ? !found.methods.has(method) : !/^[A-Z]{1,32}$/.test(method)) return false;
  return requestedHeaders(headers).every(
    (name) => found.headers?.has(name) ?? /^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name),
  );
}

function requestedHeaders(headers: Headers): readonly string[] {
  const names = headers.all("access-control-request-headers").flatMap((value) => value.split(","));
  return names.map((name) => name.trim().toLowerCase()).filter((name) => name !== "");
}

function preflightAnswer(found: Policy, origin: string, method: string, exchange: Exchange): GatewayResponse {
  const response = emptyResponse(204);
  const names = requestedHeaders(exchange.headers);
  allow(response.headers, found, origin);
  response.headers.set("Access-Control-Allow-Methods", method);
  if (names.length > 0) response.headers.set("Access-Control-Allow-Headers", names.join(", "));
  response.headers.set("Access-Control-Max-Age", found.maxAge);
  return response;
}

function allow(headers: Headers, { origins, credentials }: Policy, origin: string): void {
  headers.removeWhere(isCorsHeader);
  headers.set("Access-Control-Allow-Origin", origins === undefined ? "*" : origin);
  if (credentials) headers.set("Access-Control-Allow-Credentials", "true");
  headers.append("Vary", "Origin");
}

function withVary(response: GatewayResponse): GatewayResponse {
  response.headers.removeWhere(isCorsHeader);
  response.headers.append("Vary", "Origin");
  return response;
}

function isCorsHeader(name: string): boolean {
  return name.startsWith("access-control-");
}
