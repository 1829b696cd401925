import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describeError } from "../../core/errors.ts";
import { appErrors } from "../errors.ts";
import type { Deployment } from "./load.ts";

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates of `trust.clientAuthorities`; null when the setting is absent.
 *
 * @throws {app.client-authorities} naming the file that cannot be read, or has something else than authorities in it
 */
export async function readClientAuthorities(deployment: Deployment): Promise<readonly X509Certificate[] | null> {
  const files = deployment.settings.trust.clientAuthorities;
  if (files === undefined) return null;
  const read = await Promise.all(files.map((file) => authoritiesOf(file, deployment)));
  return read.flat();
}

async function authoritiesOf(file: string, deployment: Deployment): Promise<readonly X509Certificate[]> {
  const fail = (why: string, cause?: unknown): Error => {
    const message = `sallyport.json: trust.clientAuthorities: ${file} ${why}`;
    return appErrors.error("app.client-authorities", { message, ...(cause === undefined ? {} : { cause }) });
  };
  let found: readonly X509Certificate[];
  try {
    const text = await readFile(deployment.file(file), "utf8");
    found = (text.match(pem) ?? []).map((block) => new X509Certificate(block));
  } catch (cause) {
    throw fail(`cannot be read (${describeError(cause)})`, cause);
  }
  if (found.length === 0) throw fail("holds no certificate");
  if (found.some(({ ca }) => !ca)) throw fail("holds a certificate that is no authority");
  return found;
}
