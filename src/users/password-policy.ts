import type { JsonObject } from "../core/json.ts";
import type { Secret } from "../core/secret.ts";
import { usernameKey } from "../store/index.ts";
import { maxPasswordBytes, type Passwords } from "./passwords.ts";

/** What a password that somebody chooses must be like. */
export interface PasswordPolicy {
  /** Characters; default 8. */
  readonly minLength: number;
  /** How many earlier passwords may not be used again, besides the current one; default 5, 0: none. */
  readonly history: number;
}

export const defaultPasswordPolicy: PasswordPolicy = { minLength: 8, history: 5 };

/** One requirement that a value does not meet, in the shape in which callbacks send it (`failedPolicies`). */
export interface FailedPolicy {
  readonly policyRequirement: "REQUIRED" | "MIN_LENGTH" | "MAX_LENGTH" | "NOT_USER_NAME" | "NOT_USED_BEFORE";
  readonly params?: JsonObject;
}

/** A password that is to become somebody's. */
export interface PasswordCandidate {
  readonly password: Secret;
  /** The user whose it is to become; absent while there is no name yet. */
  readonly username?: string;
}

/** The requirements that can be checked without knowing the user's earlier passwords. */
export function failedByText(policy: PasswordPolicy, { password, username }: PasswordCandidate): FailedPolicy[] {
  const text = password.reveal();
  if (text.trim() === "") return [{ policyRequirement: "REQUIRED" }];
  const failed: FailedPolicy[] = [];
  if ([...text].length < policy.minLength) {
    failed.push({ policyRequirement: "MIN_LENGTH", params: { minLength: policy.minLength } });
  }
  if (Buffer.byteLength(text) > maxPasswordBytes) {
    failed.push({ policyRequirement: "MAX_LENGTH", params: { maxBytes: maxPasswordBytes } });
  }
  if (username !== undefined && usernameKey(text.trim()) === usernameKey(username.trim())) {
    failed.push({ policyRequirement: "NOT_USER_NAME" });
  }
  return failed;
}

/** Whether a password is one of those that were used before. One hash after the other: the queue stays free for logins. */
export async function isUsedBefore(
  passwords: Passwords,
  password: Secret,
  hashes: readonly (string | null)[],
): Promise<boolean> {
  for (const hash of hashes) {
    if (hash !== null && (await passwords.verify(hash, password))) return true;
  }
  return false;
}

/** The same for people. */
export function describePolicy({ policyRequirement, params }: FailedPolicy): string {
  switch (policyRequirement) {
    case "REQUIRED":
      return "it is blank";
    case "MIN_LENGTH":
      return `it needs at least ${String(params?.minLength)} characters`;
    case "MAX_LENGTH":
      return `it may have at most ${String(params?.maxBytes)} bytes`;
    case "NOT_USER_NAME":
      return "it is the user name";
    case "NOT_USED_BEFORE":
      return "it was used before";
  }
}
