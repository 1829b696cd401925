import { isUtf8 } from "node:buffer";
import { z } from "zod";

/** How a store keeps a secret, and the text that it stands for. */

const formatNames = ["PLAIN", "BASE64", "PemPropertyFormat", "SecretKeyPropertyFormat", "JwkPropertyFormat"] as const;
export type SecretFormat = (typeof formatNames)[number];

const error = `must be one of ${formatNames.join(", ")}`;
const name = z.enum(formatNames, { error });

/** A format by name, or declared in place: `{"type": "PemPropertyFormat"}`. */
export const secretFormat = z.union([name, z.object({ type: name }).transform(({ type }) => type)], { error });

export const secretMappings = z
  .array(z.object({ secretId: z.string().min(1), format: secretFormat.optional() }))
  .max(1_000)
  .default([]);

/** The format of a secret: that of its mapping, or the store's. */
export function formatOf(
  id: string,
  { format, mappings }: { readonly format: SecretFormat; readonly mappings: z.output<typeof secretMappings> },
): SecretFormat {
  return mappings.find(({ secretId }) => secretId === id)?.format ?? format;
}

const base64 = /^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2}(?:==)?|[A-Za-z0-9+/_-]{3}=?)?$/;

/**
 * The text of a secret; undefined when it is not in its format. Bytes that are no text (a random key) stay base64, which
 * is what those who want bytes read.
 */
export function secretText(kept: string, format: SecretFormat): string | undefined {
  if (format === "PLAIN") return kept;
  if (format === "PemPropertyFormat") return kept.includes("-----BEGIN ") ? kept : undefined;
  if (format === "JwkPropertyFormat") return kept.trim().startsWith("{") ? kept.trim() : undefined;
  const compact = kept.replaceAll(/\s/g, "");
  if (!base64.test(compact)) return undefined;
  const bytes = Buffer.from(compact, "base64");
  return format === "BASE64" && isUtf8(bytes) ? bytes.toString("utf8") : compact;
}
