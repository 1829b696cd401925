/** A session is found by the hash of its token, or by its handle, which proves nothing and may be shown to administrators. */
export interface SessionRecord {
  readonly tokenHash: Buffer;
  readonly handle: string;
  readonly realm: string;
  readonly username: string;
  readonly universalId: string;
  readonly properties: Readonly<Record<string, string>>;
  /** `x5t#S256` of the client certificate of the login. */
  readonly certificate: string | null;
  readonly createdAt: number;
  readonly latestAccessAt: number;
  readonly maxIdleMs: number;
  readonly maxSessionMs: number;
}

/** How many sessions a user may have at once, and what happens when one more begins. */
export interface SessionQuota {
  readonly sessions: number;
  /** `refuse` the new one, or end others: the oldest, the one that would expire first, or all of them. */
  readonly exceeded: "refuse" | "end-oldest" | "end-next-expiring" | "end-all";
}

export interface SessionStore {
  /**
   * @param logoutWebhooks what {@link WebhookCallStore} is to have a call of when the session ends, however it does
   * @throws {store.sessions-full} with `retryAfter`, when the cap of open sessions is reached
   * @throws {store.session-quota} when the user has as many as the quota allows, and it refuses more
   */
  create(session: SessionRecord, quota?: SessionQuota, logoutWebhooks?: readonly string[]): void;
  /** `null` when unknown, or when the idle or the maximum time has passed; such a session is removed. */
  find(tokenHash: Buffer): SessionRecord | null;
  /** `null` when unknown or over. */
  findByHandle(handle: string): SessionRecord | null;
  /** The sessions of a user that are alive, oldest first; at most 1000. */
  listByUser(realm: string, username: string): readonly SessionRecord[];
  /** Restarts the idle time of a session that is still alive. */
  touch(tokenHash: Buffer): void;
  /**
   * Changes properties of a session that is alive: `null` removes one. Atomic; `null` when there is no such session, else
   * the properties as they are now.
   *
   * @throws {store.too-large} beyond 64 KiB
   */
  updateProperties(
    tokenHash: Buffer,
    changes: Readonly<Record<string, string | null>>,
  ): Readonly<Record<string, string>> | null;
  /** Whether there was such a session. */
  remove(tokenHash: Buffer): boolean;
  /** Whether there was such a session. */
  removeByHandle(handle: string): boolean;
  /** How many sessions of the user were removed. */
  removeByUser(realm: string, username: string): number;
  /** How many expired sessions were removed. */
  purgeExpired(): number;
}

/** That a session has ended, for one of the webhooks that were registered for it. */
export interface WebhookCall {
  readonly id: number;
  readonly webhook: string;
  readonly realm: string;
  readonly username: string;
  readonly universalId: string;
  /** Of the session, as they were at its end. */
  readonly properties: Readonly<Record<string, string>>;
  /** How often it was tried. */
  readonly attempts: number;
}

/** Calls that are owed; at most the newest 100 000 are kept. */
export interface WebhookCallStore {
  /** At most so many of those that are due at `now`, the longest due first. */
  due(now: number, most: number): readonly WebhookCall[];
  /** Counts an attempt; the call is due again at `until`. */
  postpone(id: number, until: number): void;
  remove(id: number): void;
}
