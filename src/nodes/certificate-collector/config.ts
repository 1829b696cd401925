import { isIP } from "node:net";
import { z } from "zod";

const host = z.string().refine((text) => text === "any" || isAddress(text), {
  error: 'must be an address, a network in CIDR notation, or "any"',
});

export const certificateCollectorConfig = z.object({
  certificateCollectionMethod: z.enum(["REQUEST", "HEADER", "EITHER"]).default("EITHER").meta({
    title: "Certificate Collection Method",
    description: "From the TLS connection (REQUEST), from a header (HEADER), or from the first of them that has one.",
  }),
  clientCertificateHttpHeaderName: z.string().max(1000).nullish().meta({
    title: "HTTP Header Name for the Client Certificate",
    description: "The header in which a proxy sends the certificate. Several, joined by commas: the first present one.",
  }),
  trustedRemoteHosts: z.array(host).max(256).default([]).meta({
    title: "Trusted Remote Hosts",
    description: "Addresses of the proxies whose header counts. Empty: nobody's. The single value any: everybody's.",
  }),
});

/** The header names of the setting. */
export function headerNames(setting: string | null | undefined): readonly string[] {
  return (setting ?? "").split(",").flatMap((name) => name.trim() || []);
}

function isAddress(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const widest = isIP(address) === 4 ? 32 : 128;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest);
  return isIP(address) !== 0 && fits && more.length === 0;
}
