import type { Clock } from "../core/clock.ts";
import type { SallyportError } from "../core/errors.ts";
import type { StoredUser, UserStore } from "../store/index.ts";
import { meansUsername, profileProblem } from "./attributes.ts";
import type { Credentials } from "./credentials.ts";
import { usersErrors } from "./errors.ts";
import { type Identity, identityOf } from "./identity.ts";
import { isUsername } from "./names.ts";
import type { UserChanges } from "./user-changes.ts";
import type { Users } from "./users.ts";

const searchLimit = 20;
const pageLimit = { usual: 100, most: 1000 } as const;

type Directory = Pick<Users, "find" | "search" | "list" | "create" | "update" | "remove" | "setActive" | "lockedUntil">;

/** Finds, makes and changes identities. */
export function createDirectory(store: UserStore, credentials: Credentials, clock: Clock): Directory {
  const read = (realm: string, username: string): StoredUser | null =>
    isUsername(username) ? store.find(realm, username) : null;
  const identity = (user: StoredUser): Identity => identityOf(user, clock.now());
  const found = (user: StoredUser | null): Identity | null => (user === null ? null : identity(user));

  return {
    find: (realm, username) => found(read(realm, username)),
    search(realm, { attribute, value }) {
      if (!meansUsername(attribute)) return store.search(realm, attribute, value, searchLimit).map(identity);
      const user = read(realm, value);
      return user === null ? [] : [identity(user)];
    },
    list(realm, { after, limit = pageLimit.usual } = {}) {
      const size = Math.min(Math.max(1, Math.trunc(limit)), pageLimit.most);
      const users = store.list(realm, { after: after ?? null, limit: size + 1 }).map(identity);
      const page = users.slice(0, size);
      return { users: page, next: users.length > size ? (page.at(-1)?.username ?? null) : null };
    },
    async create(realm, { username, password, attributes = {}, roles = [], active = true }) {
      if (!isUsername(username) || username !== username.trim()) throw usersErrors.error("users.name-invalid");
      const profile = changed({}, { set: attributes });
      if (store.find(realm, username) !== null) throw usersErrors.error("users.exists");
      const passwordHash = password === undefined ? null : await credentials.hashNew(realm, { username, password });
      const user = { realm, username, passwordHash, active, roles: [...new Set(roles)], attributes: profile };
      if (!store.insert(user)) throw usersErrors.error("users.exists");
      return identity({ ...user, lockedUntil: null, skipMfa: false });
    },
    update(realm, username, changes) {
      const after = isUsername(username)
        ? store.change(realm, username, ({ attributes, roles }) => {
            const wanted = typeof changes === "function" ? changes(attributes) : changes;
            return { attributes: changed(attributes, wanted), roles: [...new Set(wanted.roles ?? roles)] };
          })
        : null;
      if (after === null) throw usersErrors.error("users.unknown");
      return identity(after);
    },
    remove: (realm, username) => isUsername(username) && store.remove(realm, username),
    setActive(realm, username, active) {
      const after = isUsername(username) ? store.change(realm, username, () => ({ active })) : null;
      if (after === null) throw usersErrors.error("users.unknown");
      if (active) store.failures.clearPasswords(realm, username);
    },
    lockedUntil(realm, username) {
      const until = read(realm, username)?.lockedUntil ?? null;
      return until !== null && until > clock.now() ? until : null;
    },
  };
}

/** The attributes after a change. @throws {users.attribute-invalid} when they may not be stored */
function changed(before: Identity["attributes"], { set = {}, remove = [] }: UserChanges): Identity["attributes"] {
  const refuse = (problem: string): SallyportError =>
    usersErrors.error("users.attribute-invalid", { message: `An attribute is not valid: ${problem}.` });
  const problem = profileProblem(set);
  if (problem !== null) throw refuse(problem);
  const merged = new Map(Object.entries(before));
  for (const name of remove) merged.delete(name);
  for (const [name, values] of Object.entries(set)) merged.set(name, [...new Set(values)]);
  const after = Object.fromEntries([...merged].filter(([, values]) => values.length > 0));
  const whole = profileProblem(after);
  if (whole !== null) throw refuse(whole);
  return after;
}
