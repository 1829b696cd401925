import { createHash } from "node:crypto";
import { usernameKey } from "../store/index.ts";
import type { Attempts } from "./attempts.ts";
import { forUser } from "./devices.ts";
import { isUsername } from "./names.ts";
import type { FactorOptions } from "./oath-devices.ts";
import type { RecoveryCodeKind, RecoveryCodes } from "./second-factors.ts";

/** Crockford's base32: nothing that looks like something else. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const codeLength = 16;
const usualCount = 10;
const mostCount = 32;

/**
 * Codes of 80 bits, such as `4t2x-9qrc-81hd-m0ve`. They are random, so a fast hash keeps them: no list of likely ones could be
 * tried. The hash is bound to user and kind.
 */
export function recoveryCodesOf(
  { store, attempts, random }: Pick<FactorOptions, "store" | "random"> & { readonly attempts: Attempts },
  realm: string,
  username: string,
): RecoveryCodes {
  const hash = (kind: RecoveryCodeKind, plain: string): Buffer =>
    createHash("sha256")
      .update(JSON.stringify(["recovery code", realm, usernameKey(username), kind, plain]))
      .digest();

  return {
    generate(kind, count = usualCount) {
      const wanted = Math.min(Math.max(1, Math.trunc(count)), mostCount);
      const codes = Array.from({ length: wanted }, () =>
        Array.from(random.bytes(codeLength), (byte) => alphabet[byte % alphabet.length]).join(""),
      );
      const hashes = codes.map((plain) => hash(kind, plain));
      forUser(() => store.recoveryCodes.replace(realm, username, kind, hashes));
      return codes.map((plain) => plain.replaceAll(/(.{4})(?=.)/g, "$1-"));
    },
    consume(kind, code, { clientIp }) {
      const attempt = attempts.begin(realm, username, clientIp);
      const plain = normalized(code);
      if (plain.length !== codeLength || !isUsername(username)) return false;
      const isAccepted = store.recoveryCodes.consume(realm, username, kind, hash(kind, plain));
      if (isAccepted) attempt.forgive();
      return isAccepted;
    },
    count: (kind) => (isUsername(username) ? store.recoveryCodes.count(realm, username, kind) : 0),
  };
}

/** What a person may write instead: spaces, hyphens, capitals, letters that look like digits. */
function normalized(code: string): string {
  return code.slice(0, 256).toLowerCase().replaceAll(/[\s-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
}
