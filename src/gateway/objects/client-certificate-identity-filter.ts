import { z } from "zod";
import { canonicalHeaderName, defaultPlaces, deviceIdHeaderValue, selectDeviceId } from "../../device/index.ts";
import { gatewayErrors } from "../errors.ts";
import { objectType } from "../heap/object-type.ts";

/**
 * `ClientCertificateIdentityFilter`, a type of our own that stands where the documented route has a script: it takes
 * the device id from the verified client certificate and sets one header, `CN=<id>`, replacing whatever was there.
 * Without a certificate, or without an id in it, the request goes on without the header.
 */
export const clientCertificateIdentityFilter = objectType({
  type: "ClientCertificateIdentityFilter",
  config: z.object({
    header: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, { error: "is no header name" })
      .default("SSL_Client_S_DN"),
    places: z
      .array(
        z.object({
          place: z.enum(["subject-cn", "san-uri", "san-dns"]),
          kind: z.enum(["intune", "entra", "unspecified"]),
        }),
      )
      .min(1)
      .optional(),
    onAmbiguous: z.literal("refuse").default("refuse"),
  }),
  build: ({ header, places }, { services, problem }) => {
    if (!services.trust.identityHeaders.has(header)) {
      throw problem(`"${header}" must be one of trust.identityHeaders, or clients could send it themselves`, "header");
    }
    const canonical = canonicalHeaderName(header);
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        exchange.headers.removeWhere((name) => canonicalHeaderName(name) === canonical);
        const { peer } = exchange.client;
        if (peer.state !== "verified") return next(exchange);
        const selection = selectDeviceId(peer.certificate, places ?? defaultPlaces);
        if (selection.found === "ambiguous") {
          const detail = `the certificate ${peer.certificate.thumbprint} names ${selection.ids.length} devices`;
          throw gatewayErrors.error("gateway.device-ambiguous", { detail });
        }
        if (selection.found === "id") exchange.headers.set(header, deviceIdHeaderValue(selection.id.value));
        return next(exchange);
      },
    };
  },
});
