import { errorCode } from "../core/errors.ts";
import { usersErrors } from "./errors.ts";

/** What the kinds of devices have in common. */

/** As many devices of one kind as a user can have. */
export const mostDevices = { oath: 10, webauthn: 32, profiles: 32 } as const;

/** A name as it is shown: one line, of a length that fits. */
export function isDeviceName(name: string): boolean {
  return name.trim() !== "" && name.length <= 128 && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(name);
}

/** @throws {users.device-invalid} unless it holds */
export function insist(holds: boolean, detail: string): void {
  if (!holds) throw usersErrors.error("users.device-invalid", { detail });
}

/** A write for a user: nobody's device is the caller's mistake, not the store's. @throws {users.unknown} */
export function forUser<Result>(write: () => Result): Result {
  try {
    return write();
  } catch (cause) {
    if (errorCode(cause) === "store.unknown-user") throw usersErrors.error("users.unknown", { cause });
    throw cause;
  }
}
