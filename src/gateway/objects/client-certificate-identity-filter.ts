import { z } from "zod";
import { perObject } from "../../core/per-object.ts";
import {
  type ClientCertificate,
  canonicalHeaderName,
  type DeviceIdPlaceRule,
  defaultPlaces,
  deviceIdHeaderValue,
  selectDeviceId,
} from "../../device/index.ts";
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
    const isHeader = (name: string): boolean =>
      name.length === canonical.length && canonicalHeaderName(name) === canonical;
    const headerOf = perObject((certificate: ClientCertificate) => headerValue(certificate, places ?? defaultPlaces));
    return {
      kind: "filter",
      filter: (exchange, next) => {
        exchange.headers.removeWhere(isHeader);
        const { peer } = exchange.client;
        if (peer.state !== "verified") return next(exchange);
        const { value, rivals } = headerOf(peer.certificate);
        if (rivals > 0) {
          const detail = `the certificate ${peer.certificate.thumbprint} names ${rivals} devices`;
          return Promise.reject(gatewayErrors.error("gateway.device-ambiguous", { detail }));
        }
        if (value !== null) exchange.headers.set(header, value);
        return next(exchange);
      },
    };
  },
});

interface HeaderValue {
  /** Null without an id. */
  readonly value: string | null;
  /** Of an ambiguous certificate: how many devices it names. */
  readonly rivals: number;
}

function headerValue(certificate: ClientCertificate, places: readonly DeviceIdPlaceRule[]): HeaderValue {
  const selection = selectDeviceId(certificate, places);
  if (selection.found === "ambiguous") return { value: null, rivals: selection.ids.length };
  return { value: selection.found === "id" ? deviceIdHeaderValue(selection.id.value) : null, rivals: 0 };
}
