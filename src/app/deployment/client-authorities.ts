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
  return files === undefined ? null : readAuthorities("clientAuthorities", files, deployment);
}

/** The certificates of `trust.serverAuthorities`, as PEM; throws as {@link readClientAuthorities} does. */
export async function readServerAuthorities(deployment: Deployment): Promise<string> {
  const files = deployment.settings.trust.serverAuthorities;
  const authorities = await readAuthorities("serverAuthorities", files, deployment);
  return authorities.map((authority) => authority.toString()).join("");
}

async function readAuthorities(setting: string, files: readonly string[], deployment: Deployment) {
  const read = await Promise.all(files.map((file) => authoritiesOf(setting, file, deployment)));
  return read.flat();
}

async function authoritiesOf(
  setting: string,
  file: string,
  deployment: Deployment,
): Promise<readonly X509Certificate[]> {
  const fail = (why: string, cause?: unknown): Error => {
    const message = `sallyport.json: trust.${setting}: ${file} ${why}`;
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
