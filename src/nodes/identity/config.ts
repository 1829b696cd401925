import { z } from "zod";

/** Settings that several nodes of identity management have. */

export function identityAttribute(usual = "userName") {
  return z.string().min(1).max(64).default(usual).meta({
    title: "Identity Attribute",
    description: "Attribute whose collected value says whom the journey is about.",
  });
}

export const identityResource = z.string().min(1).max(128).default("managed/user").meta({
  title: "Identity Resource",
  description: "Kind of object, as IDM names it; the embedded store has users: managed/user, managed/alpha_user …",
});

/** When a user was created by a journey (ISO 8601). */
export const createDateAttribute = "createDate";

/** How often a user has logged in. */
export const loginCountAttribute = "loginCount";

/** Whether an IDM resource means the users of a realm. */
export function isUserResource(resource: string): boolean {
  return /^managed\/(?:\w+_)?user$/.test(resource);
}
