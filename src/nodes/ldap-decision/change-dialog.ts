import {
  type Callback,
  confirmationCallback,
  messageTypes,
  passwordCallback,
  textOutputCallback,
} from "../../journey/index.ts";
import type { LdapConfig } from "./config.ts";
import type { ChangeRefusal } from "./directories.ts";

/** What somebody is told who has to change a password. */

export type ChangeNotice =
  | "reset"
  | "expired"
  | "old-wrong"
  | "old-missing"
  | "not-confirmed"
  | "unchanged"
  | ChangeRefusal;

const texts: Readonly<Record<ChangeNotice, string>> = {
  reset: "You must change your password.",
  expired: "Your password has expired. You must change it.",
  "old-wrong": "The old password is not correct.",
  "old-missing": "Enter the old and the new password.",
  "not-confirmed": "The new password and its confirmation differ.",
  unchanged: "The new password must differ from the old one.",
  "too-short": "The new password is too short.",
  "too-weak": "The new password is too simple.",
  "too-young": "The password was changed too recently.",
  "used-before": "The new password was used before.",
  "not-allowed": "The directory does not accept this change.",
};

export const buttons = { submit: 0, cancel: 1 };

export function changeCallbacks(notice: ChangeNotice, config: LdapConfig): Callback[] {
  const text = texts[notice];
  const message = config.mixedCaseForPasswordChangeMessages ? text : text.toUpperCase();
  const isFirst = notice === "reset" || notice === "expired";
  return [
    textOutputCallback(message, isFirst ? messageTypes.information : messageTypes.error),
    ...["Old Password", "New Password", "Confirm Password"].map(passwordCallback),
    confirmationCallback(["Submit", "Cancel"]),
  ];
}
