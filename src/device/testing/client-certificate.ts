import type { ClientCertificate } from "../certificate.ts";

/** A parsed certificate with these names, without making one. */
export function clientCertificate(
  names: Partial<Pick<ClientCertificate, "commonNames" | "dnsNames" | "uris">>,
): ClientCertificate {
  return {
    der: Buffer.alloc(0),
    pem: "",
    thumbprint: "x".repeat(43),
    subject: "",
    issuer: "",
    serialNumber: "01",
    notBefore: 0,
    notAfter: 1,
    commonNames: [],
    dnsNames: [],
    uris: [],
    ...names,
  };
}
