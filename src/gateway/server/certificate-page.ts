import type { GatewayResponse } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";

/** The answer to a client certificate that does not count, where the deployment wants one instead of a closed door. */

const explanations: ReadonlyMap<string, string> = new Map([
  ["CERT_HAS_EXPIRED", "The certificate has expired."],
  ["CERT_NOT_YET_VALID", "The certificate is not valid yet."],
  ["CERT_REVOKED", "The certificate was revoked."],
  ["REVOCATION_UNKNOWN", "Nobody could say whether the certificate was revoked."],
  ["EE_KEY_TOO_SMALL", "The certificate has a weak key."],
  ["CA_MD_TOO_WEAK", "The certificate has a weak signature."],
  ["INVALID_PURPOSE", "The certificate is not meant for signing in."],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "The certificate was issued by nobody but itself."],
  ["UNABLE_TO_GET_ISSUER_CERT", "The certificate was issued by an authority that is not trusted here."],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "The certificate was issued by an authority that is not trusted here."],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "The certificate was issued by an authority that is not trusted here."],
  ["SELF_SIGNED_CERT_IN_CHAIN", "The certificate was issued by an authority that is not trusted here."],
]);

export function certificatePage(reason: string): GatewayResponse {
  const explanation = explanations.get(reason) ?? "The certificate could not be verified.";
  const code = /^[A-Z_]{1,64}$/.test(reason) ? reason : "UNVERIFIED";
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Certificate refused</title>
<h1>This device's certificate was refused</h1>
<p>${explanation} <small>(${code})</small></p>
<p>Ask your administrator to renew the certificate of this device, then try again.</p>
</html>
`;
  const body = Buffer.from(page, "utf8");
  const headers = headersFrom([
    "Content-Type",
    "text/html; charset=utf-8",
    "Content-Length",
    String(body.length),
    "Cache-Control",
    "no-store",
    "Content-Security-Policy",
    "default-src 'none'",
    "X-Content-Type-Options",
    "nosniff",
  ]);
  return { status: 403, headers, body };
}
