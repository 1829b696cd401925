import { type BerReader, Control } from "ldapts";

/**
 * What a directory says of a password besides accepting or refusing it: draft-behera-ldap-password-policy-10, section 6.
 * Sent with a request, it is filled in when the answer carries one.
 */
export class PasswordPolicyControl extends Control {
  /** Seconds until the password expires. */
  expiresIn: number | null = null;
  /** How often an expired password may still be used. */
  graceLogins: number | null = null;
  error: PolicyError | null = null;

  constructor() {
    super("1.3.6.1.4.1.42.2.27.8.5.1");
  }

  protected override parseControl(reader: BerReader): void {
    if (reader.readSequence() === null) return;
    if (reader.peek() === tags.warning) {
      reader.readSequence(tags.warning);
      if (reader.peek() === tags.expiresIn) this.expiresIn = reader.readTag(tags.expiresIn);
      else this.graceLogins = reader.readTag(tags.graceLogins);
    }
    if (reader.peek() === tags.error) this.error = policyErrors[reader.readTag(tags.error) ?? -1] ?? "unknown";
  }
}

const tags = { warning: 0xa0, expiresIn: 0x80, graceLogins: 0x81, error: 0x81 };

const policyErrors = [
  "password-expired",
  "account-locked",
  "change-after-reset",
  "modification-not-allowed",
  "must-supply-old-password",
  "insufficient-quality",
  "too-short",
  "too-young",
  "in-history",
] as const;

export type PolicyError = (typeof policyErrors)[number] | "unknown";
