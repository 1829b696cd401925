import { z } from "zod";
import { Secret } from "../../core/secret.ts";
import { requestIdsAmong } from "../failure.ts";
import { type Exchange, parseBody } from "../http.ts";

/** An access token as Entra issued it. `lifetime` is in seconds, 0 when the answer names none. */
export interface IssuedToken {
  readonly kind: "issued";
  readonly token: Secret;
  readonly lifetime: number;
}

/** Entra said no. */
export interface TokenRefusal {
  readonly kind: "refused";
  readonly status: number;
  readonly error: string;
  readonly suberror: string;
  /** AADSTS numbers: they choose an explanation, nothing else, because Microsoft changes them without notice. */
  readonly codes: readonly number[];
  readonly requestIds: readonly string[];
}

/** No answer, or one that is not Entra's: a proxy, an outage page. */
interface UnreadableAnswer {
  readonly kind: "unreadable";
  readonly status: number | null;
  readonly fault: string;
}

export type TokenAnswer = IssuedToken | TokenRefusal | UnreadableAnswer;

const longestLifetime = 86_400;

const lifetime = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .transform((seconds) => Math.min(Math.max(seconds, 0), longestLifetime))
  .catch(0);

const issuedSchema = z.object({
  token_type: z.string().regex(/^bearer$/i),
  // What may stand in a header: anything else would be a line of its own there.
  access_token: z
    .string()
    .max(16_384)
    .regex(/^[\x21-\x7e]+$/),
  expires_in: lifetime,
});

const refusedSchema = z.object({
  error: z.string().max(128),
  suberror: z.string().max(128).catch(""),
  error_codes: z.array(z.number().int()).max(16).catch([]),
  trace_id: z.unknown().optional(),
  correlation_id: z.unknown().optional(),
});

/** Reads the answer of a token endpoint; the tables are in Microsoft's "Entra authentication and authorization error codes". */
export function readTokenAnswer(exchange: Exchange): TokenAnswer {
  if (exchange.outcome === "no-answer") return { kind: "unreadable", status: null, fault: exchange.fault };
  const { status } = exchange;
  const body = parseBody(exchange.text);
  if (status === 200) {
    const issued = issuedSchema.safeParse(body);
    if (!issued.success) return { kind: "unreadable", status, fault: exchange.fault ?? "NOT_A_TOKEN" };
    return { kind: "issued", token: new Secret(issued.data.access_token), lifetime: issued.data.expires_in };
  }
  const refused = refusedSchema.safeParse(body);
  if (status < 400 || !refused.success) {
    return { kind: "unreadable", status, fault: exchange.fault ?? "NOT_AN_ENTRA_ANSWER" };
  }
  const { error, suberror, error_codes: codes, trace_id, correlation_id } = refused.data;
  const requestIds = requestIdsAmong([trace_id, correlation_id]);
  return { kind: "refused", status, error, suberror, codes, requestIds };
}
