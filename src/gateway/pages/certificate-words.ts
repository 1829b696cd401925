import { noCertificate } from "../server/sender.ts";

/** What people are told whose certificate is missing or does not count. */
export interface Words {
  readonly title: string;
  readonly heading: string;
  readonly explanation: string;
  /** What to do, most likely first. */
  readonly steps: readonly string[];
}

const restart =
  "Close every window of the browser, open it again, and come back. A browser asks for a certificate once.";
const choose = `${restart} Then choose the certificate that your organisation issued for this device.`;
const renew =
  "Let your organisation renew it: open the app that manages this device, such as Company Portal, and check the device's status there.";
const untrusted = "The certificate was issued by an authority that is not trusted here.";

const missing: Words = {
  title: "Certificate needed",
  heading: "This device showed no certificate",
  explanation:
    "Only devices that your organisation manages come in here, and they prove it with a certificate. Your browser sent none, so nothing was opened.",
  steps: [
    "If the browser asks for a certificate, choose the one of this device.",
    `If it did not ask, or you chose none: ${lowerFirst(restart)}`,
    "If it still does not ask, enrol this device the way your organisation does it, for example in Company Portal. The certificate arrives some minutes later.",
    "Private windows and other browsers may not find the certificate. Use your ordinary browser.",
  ],
};

const reasons: ReadonlyMap<string, readonly [explanation: string, ...steps: string[]]> = new Map([
  ["CERT_HAS_EXPIRED", ["The certificate has expired.", renew, restart]],
  [
    "CERT_NOT_YET_VALID",
    ["The certificate is not valid yet.", "Check date and time of this device.", "Try again in some minutes."],
  ],
  ["CERT_REVOKED", ["The certificate was revoked.", renew, restart]],
  [
    "REVOCATION_UNKNOWN",
    ["Nobody could say whether the certificate was revoked.", "Nothing is wrong with your device: try again later."],
  ],
  ["EE_KEY_TOO_SMALL", ["The certificate has a weak key.", choose, renew]],
  ["CA_MD_TOO_WEAK", ["The certificate has a weak signature.", choose, renew]],
  ["INVALID_PURPOSE", ["The certificate is not meant for signing in.", choose]],
  ["UNABLE_TO_VERIFY", ["The certificate is not one that is trusted here.", choose, renew]],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", ["The certificate was issued by nobody but itself.", choose]],
  ["UNABLE_TO_GET_ISSUER_CERT", [untrusted, choose]],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", [untrusted, choose]],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", [untrusted, choose]],
  ["SELF_SIGNED_CERT_IN_CHAIN", [untrusted, choose]],
]);

/** @param reason OpenSSL's code, or one of ours */
export function wordsOf(reason: string): Words {
  if (reason === noCertificate) return missing;
  const [explanation, ...steps] = reasons.get(reason) ?? ["The certificate could not be verified.", choose, renew];
  return { title: "Certificate refused", heading: "This device's certificate was refused", explanation, steps };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
