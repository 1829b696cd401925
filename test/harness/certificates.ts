import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/core/clock.ts";
import { systemRandom } from "../../src/core/random.ts";
import {
  createDevelopmentCa,
  type DeviceCertificateOptions,
  issueDeviceCertificate,
  type KeyedCertificate,
} from "../../src/pki/index.ts";
import { ca, state } from "./demo.ts";

/** Client certificates that no demo device has: odd ones of the demo's own CA, and forged ones. */

/** Certificate, or chain with the leaf first, and key; PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

type Content = Partial<DeviceCertificateOptions>;

const context = { clock: systemClock, random: systemRandom };

/** A common name that no id can be read from. */
const namesNoDevice = "Contoso managed device";

/** A certificate that the demo's CA has issued: the gateway trusts it, whatever it says. */
export function issued(content: Content): Promise<Identity> {
  const demoCa = { certificate: ca, key: readFileSync(join(state, "pki", "ca-key.pem"), "utf8") };
  return issuedBy(demoCa, content);
}

/** A certificate that `issuer` signed; the issuer's own certificate is sent along. */
export async function issuedBy(issuer: KeyedCertificate, content: Content): Promise<Identity> {
  const { certificate, key } = await issueDeviceCertificate(issuer, {
    commonName: namesNoDevice,
    ...context,
    ...content,
  });
  return { cert: certificate + issuer.certificate, key };
}

/** A CA that nobody trusts; its own certificate is a self-signed one. */
export function foreignCa(commonName: string): Promise<KeyedCertificate> {
  return createDevelopmentCa({ commonName, ...context });
}
