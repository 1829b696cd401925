import type { Identity } from "../../users/index.ts";
import { loginCountAttribute } from "./config.ts";

/** How often a user has logged in; 0 when nobody counted. */
export function loginCount(attributes: Identity["attributes"]): number {
  const count = Number(attributes[loginCountAttribute]?.[0] ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}
