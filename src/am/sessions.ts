import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { orderedUuid, type Random } from "../core/random.ts";
import type { SessionQuota, SessionRecord, SessionStore } from "../store/index.ts";
import type { Caller } from "./caller.ts";
import { headerOf } from "./caller.ts";
import { readCookies } from "./cookies.ts";
import { newToken, tokenKey } from "./session-token.ts";
import type { Realm } from "./settings.ts";

/** Sessions: a token for the client, and its key for us. */
export interface Sessions {
  /**
   * Creates a session and returns its token. The session that it replaces ends first.
   *
   * @throws {store.sessions-full}, {store.session-quota}
   */
  create(
    session: NewSession,
    options?: {
      readonly replaces?: SessionRecord | null;
      readonly quota?: SessionQuota;
      /** Names of the webhooks to call when the session ends, however it does. */
      readonly logoutWebhooks?: readonly string[];
    },
  ): string;
  /**
   * The session of a token, or null: unknown, expired, or carried by another device than it belongs to.
   *
   * @param caller a request with another certificate than the one of the login is always refused
   */
  find(token: string | null, caller: Caller): SessionRecord | null;
  /** Restarts the idle time, and returns the session as it is then. */
  touch(session: SessionRecord): SessionRecord;
  remove(session: SessionRecord): void;
  /** The sessions of a user that are alive, oldest first; at most 1000. */
  ofUser(realm: string, username: string): readonly SessionRecord[];
  byHandle(handle: string): SessionRecord | null;
  /** Sets properties, and removes those that are null. The properties as they are then, or null when the session is over. */
  changeProperties(
    session: SessionRecord,
    changes: Readonly<Record<string, string | null>>,
  ): SessionRecord["properties"] | null;
}

export type NewSession = Omit<SessionRecord, "tokenHash" | "handle" | "createdAt" | "latestAccessAt">;

export interface SessionsOptions {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

const handleForm = /^shandle:[\w-]{1,64}$/;

export function createSessions({ store, clock, random, log }: SessionsOptions): Sessions {
  return {
    create(session, { replaces = null, quota, logoutWebhooks = [] } = {}) {
      const { token, key } = newToken(random, clock);
      const now = clock.now();
      // First, so that it does not count against the quota.
      if (replaces !== null) store.remove(replaces.tokenHash);
      const { realm, username, universalId, properties, certificate, maxIdleMs, maxSessionMs } = session;
      const record = {
        tokenHash: key,
        handle: `shandle:${orderedUuid(random, clock)}`,
        realm,
        username,
        universalId,
        properties,
        certificate,
        createdAt: now,
        latestAccessAt: now,
        maxIdleMs,
        maxSessionMs,
      };
      store.create(record, quota, logoutWebhooks);
      return token;
    },
    find(token, caller) {
      const key = token === null ? null : tokenKey(token);
      const session = key === null ? null : store.find(key);
      if (session === null) return null;
      if (session.certificate === null || caller.certificate === null) return session;
      if (session.certificate === caller.certificate) return session;
      log.warn({ session: session.handle, reason: "device-changed" }, "a session came from another device: refused");
      return null;
    },
    touch(session) {
      store.touch(session.tokenHash);
      return { ...session, latestAccessAt: Math.max(session.latestAccessAt, clock.now()) };
    },
    remove: (session) => {
      store.remove(session.tokenHash);
    },
    ofUser: (realm, username) => store.listByUser(realm, username),
    byHandle: (handle) => (handleForm.test(handle) ? store.findByHandle(handle) : null),
    changeProperties: (session, changes) => store.updateProperties(session.tokenHash, changes),
  };
}

/** The token that a request carries: a header named like the realm's cookie, else the cookie. */
export function presentedToken(realm: Realm, caller: Caller): string | null {
  const { name } = realm.settings.cookie;
  return headerOf(caller, name.toLowerCase()) ?? cookieToken(realm, caller);
}

export function cookieToken(realm: Realm, caller: Caller): string | null {
  return readCookies(caller).get(realm.settings.cookie.name) ?? null;
}
