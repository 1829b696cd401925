import { nodeErrors } from "../errors.ts";

/** E-mail addresses, as strict as it takes to keep them from becoming anything else: headers, lists, options. */

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

const plain = /^[^\s"<>()[\],;:\\@\p{Cc}\p{Cs}]{1,64}@[\p{L}\p{N}][\p{L}\p{N}.-]{0,252}$/u;
const named = /^([^<>\p{Cc}\p{Cs}]{0,200})<([^<>]{3,320})>$/u;

/** Whether a text is one address, and nothing besides. */
export function isMailAddress(text: string): boolean {
  return plain.test(text);
}

/** Reads `dana@example.com` or `Dana Novak <dana@example.com>`. @throws {nodes.mail-invalid} */
export function mailAddress(text: string): MailAddress {
  const [, name = "", address = text] = named.exec(text.trim()) ?? [];
  if (!isMailAddress(address.trim()))
    throw nodeErrors.error("nodes.mail-invalid", { detail: "not one e-mail address" });
  return { name: name.trim().replaceAll('"', ""), address: address.trim() };
}
