import { universalId } from "../../users/index.ts";

/** Session property that Anonymous User Mapping sets: as whom it let somebody in. */
export const anonymousUserProperty = "anonymousUser";

/**
 * Whether a session is one of the anonymous user of `realm`. The mark alone says nothing: a journey that goes on to
 * identify somebody else leaves it behind, and only the server says whose session it is.
 */
export function isAnonymousSession(realm: string, properties: Readonly<Record<string, string>>): boolean {
  const { [anonymousUserProperty]: name, Principal: owner } = properties;
  return name !== undefined && owner === universalId(realm, name);
}
