import { z } from "zod";
import { forwardedFormats, forwardedHeaderNames, writeForwarded } from "../../../device/index.ts";
import { objectType } from "../../heap/object-type.ts";
import type { Headers } from "../../http/headers.ts";

/**
 * `ForwardClientCertificateFilter`, a type of our own: tells the application which certificate was verified on this
 * connection, in the formats of other gateways. Without a verified certificate it says nothing. Whatever filters before
 * it wrote under those names is replaced, and what filters behind it change there does not go on.
 */
export const forwardClientCertificateFilter = objectType({
  type: "ForwardClientCertificateFilter",
  config: z.object({ formats: z.array(z.enum(forwardedFormats)).min(1).max(forwardedFormats.length) }),
  build: ({ formats }) => {
    const names = new Set(formats.flatMap((format) => forwardedHeaderNames[format]).map((name) => name.toLowerCase()));
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        exchange.headers.removeWhere((name) => names.has(name));
        const { peer } = exchange.client;
        if (peer.state === "verified") {
          const written = new Map(exchange.forwarded);
          for (const format of formats) {
            for (const [name, value] of writeForwarded(format, peer.certificate, peer.chain)) {
              exchange.headers.set(name, value);
              written.set(name.toLowerCase(), value);
            }
          }
          exchange.forwarded = written;
        }
        const response = await next(exchange);
        varyByConnection(response.headers, names);
        return response;
      },
    };
  },
});

/** An answer that depends on the certificate is nobody else's (RFC 9440, section 2.4): no cache knows the connection. */
function varyByConnection(headers: Headers, names: ReadonlySet<string>): void {
  const listed = headers.all("vary").flatMap((value) => value.split(","));
  if (listed.some((name) => names.has(name.trim().toLowerCase()))) headers.set("Vary", "*");
}
