import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../src/core/errors.ts";

/**
 * The managed policy by which an administrator has Chromium present a client certificate without asking:
 * `AutoSelectCertificateForUrls`. Chromium reads policies from one folder of the system only.
 */

const folder = "/etc/chromium/policies/managed";

/** Has every Chromium on this machine present certificates of `issuer` to `origin`; the function returned ends that. */
export function autoSelectCertificates(origin: string, issuer: string): () => void {
  const rule = JSON.stringify({ pattern: origin, filter: { ISSUER: { CN: issuer } } });
  const file = join(folder, `sallyport-e2e-${process.pid}.json`);
  try {
    mkdirSync(folder, { recursive: true });
    removeLeftovers();
    writeFileSync(file, JSON.stringify({ AutoSelectCertificateForUrls: [rule] }));
  } catch (cause) {
    const remedy = `sudo install -d -o "$(id -un)" ${folder}`;
    throw new Error(`Chromium's policies cannot be written. This makes it possible:\n\n  ${remedy}\n`, { cause });
  }
  return () => rmSync(file, { force: true });
}

/** Of files with one policy Chromium takes the last: one that a killed run has left would hide ours. */
function removeLeftovers(): void {
  for (const file of readdirSync(folder)) {
    const [, owner] = /^sallyport-e2e-(\d+)\.json$/.exec(file) ?? [];
    if (owner !== undefined && !isRunning(Number(owner))) rmSync(join(folder, file), { force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (cause) {
    return errorCode(cause) !== "ESRCH";
  }
}
