import type { Identity } from "../identity.ts";
import { universalId } from "../names.ts";
import { partialUsers } from "../partial-users.ts";
import type { Users } from "../users.ts";

/** An identity of realm /alpha that may log in. */
export function identityFake(changes: Partial<Identity> = {}): Identity {
  const { realm = "/alpha", username = "demo" } = changes;
  return {
    ...{ realm, username, universalId: universalId(realm, username) },
    ...{ active: true, locked: false, roles: [], attributes: {} },
    ...changes,
  };
}

/** Users of which a test gives what it expects to be asked. */
export function usersFake(fake: Partial<Users>): Users {
  const nobody: Partial<Users> = { find: () => null, hasOathDevice: () => false };
  return partialUsers({ ...nobody, ...fake }, (member) => {
    throw new Error(`this test expected no call to users.${member}`);
  });
}
