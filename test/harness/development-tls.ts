import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/core/clock.ts";
import { systemRandom } from "../../src/core/random.ts";
import { createDevelopmentCa, issueServerCertificate } from "../../src/pki/index.ts";

/** A certificate of an authority that nobody knows yet, for a server on this machine. */
export interface DevelopmentTls {
  /** PEM of the authority. */
  readonly ca: string;
  readonly caKey: string;
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Writes the files into `folder`. @param hosts what the certificate is good for */
export async function developmentTls(
  folder: string,
  hosts: readonly string[] = ["127.0.0.1"],
): Promise<DevelopmentTls> {
  const context = { clock: systemClock, random: systemRandom };
  const ca = await createDevelopmentCa({ commonName: "Servers of a test", ...context });
  const { certificate, key } = await issueServerCertificate(ca, { hosts, ...context });
  const keep = (name: string, content: string): string => {
    const file = join(folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  return {
    ca: ca.certificate,
    caKey: ca.key,
    caFile: keep("ca.pem", ca.certificate),
    certificateFile: keep("server.pem", certificate),
    keyFile: keep("server-key.pem", key),
  };
}
