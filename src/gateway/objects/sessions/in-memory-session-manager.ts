import { z } from "zod";
import type { Clock } from "../../../core/clock.ts";
import type { Json } from "../../../core/json.ts";
import type { Random } from "../../../core/random.ts";
import { gatewayErrors } from "../../errors.ts";
import type { Services } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration, integer } from "../../heap/schemas.ts";
import { expiringCache } from "../am/expiring-cache.ts";
import { cookieConfig } from "./cookie-config.ts";
import { type CookieSettings, cookieValues, removeCookies, setCookie } from "./cookies.ts";
import { deviceOf, type SessionManager } from "./session-manager.ts";

const defaultName = "IG_SESSIONID";
const mostSessions = 10_000;
const idleTime = 30 * 60_000;
/** Of the values as JSON. */
const largestSession = 32 * 1024;

/**
 * `InMemorySessionManager`: session values in this process, lost when it ends and not shared with others. Of more sessions
 * than it may hold, those go that were used longest ago.
 */
export const inMemorySessionManager = objectType({
  type: "InMemorySessionManager",
  config: z.object({
    cookie: cookieConfig(defaultName),
    sessionTimeout: duration
      .refine((time) => time >= 1_000 && time <= 7 * 86_400_000, { error: "must be between 1 second and 7 days" })
      .default(idleTime),
    maximumSessions: integer(1, 1_000_000).default(mostSessions),
  }),
  build: ({ cookie, sessionTimeout, maximumSessions }, { services: { clock, random } }) => {
    const { name, settings } = cookie;
    const sizes = { idleTime: sessionTimeout, sessions: maximumSessions };
    return { kind: "session-manager", sessions: createInMemorySessions({ name, settings, ...sizes, clock, random }) };
  },
});

/** What PingGateway does where `config.json` names no session: values in memory. A session inside takes its place. */
export function defaultSessions({ clock, random }: Pick<Services, "clock" | "random">): SessionManager {
  const settings = { domain: undefined, path: "/", httpOnly: true, secure: undefined, sameSite: "Lax" as const };
  return createInMemorySessions({ name: defaultName, settings, idleTime, sessions: mostSessions, clock, random });
}

export interface InMemoryOptions {
  readonly name: string;
  readonly settings: CookieSettings;
  /** Milliseconds without a request, after which a session is over. */
  readonly idleTime: number;
  readonly sessions: number;
  readonly clock: Clock;
  readonly random: Random;
}

interface Kept {
  readonly values: Map<string, Json>;
  readonly device: string;
}

/** Only ids that it has made itself count: nobody is given a session that somebody else knows. */
export function createInMemorySessions(options: InMemoryOptions): SessionManager {
  const { name, settings, idleTime: lifetime, sessions, clock, random } = options;
  const kept = expiringCache<Kept>({ size: sessions, clock });
  return {
    owns: (cookie) => cookie === name,
    open: (exchange) => {
      const [id] = cookieValues(exchange.headers, name);
      if (id !== undefined) removeCookies(exchange.headers, (cookie) => cookie === name);
      const device = deviceOf(exchange);
      const found = id === undefined ? undefined : kept.get(id);
      const existing = found?.device === device ? found : undefined;
      const values: Map<string, Json> = existing?.values ?? new Map();
      return {
        values,
        keep: () => {
          if (existing !== undefined && id !== undefined) {
            if (values.size === 0) {
              kept.delete(id);
              return [setCookie(name, "", settings, 0, exchange)];
            }
            requireSmall(values);
            kept.set(id, existing, lifetime);
            return [];
          }
          if (values.size === 0) return [];
          requireSmall(values);
          const made = random.bytes(32).toString("base64url");
          kept.set(made, { values, device }, lifetime);
          return [setCookie(name, made, settings, null, exchange)];
        },
      };
    },
  };
}

function requireSmall(values: ReadonlyMap<string, Json>): void {
  const { length } = JSON.stringify([...values]);
  if (length <= largestSession) return;
  throw gatewayErrors.error("gateway.session-too-large", { detail: `${length} characters in a session` });
}
