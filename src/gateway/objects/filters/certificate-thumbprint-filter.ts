import { z } from "zod";
import { at } from "../../config/place.ts";
import { isElObject } from "../../el/values.ts";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import { handlerOr } from "../handlers/own-answers.ts";

/**
 * `CertificateThumbprintFilter`: leaves the SHA-256 of a certificate (`x5t#S256`, RFC 8705) as
 * `contexts.certificateThumbprint.thumbprint`. A request without such a certificate gets 403, or what `failureHandler`
 * answers.
 */
export const certificateThumbprintFilter = objectType({
  type: "CertificateThumbprintFilter",
  config: z.object({ certificate: z.string(), failureHandler: reference.optional() }),
  build: async (config, context) => {
    const certificate = context.runtime(config.certificate, "certificate");
    if (/request\s*\.\s*headers/.test(config.certificate)) {
      const remark =
        "reads a certificate from a header, which any client can send that no trusted proxy stands before; " +
        "name the header among trust.identityHeaders, or use contexts.client.certificates";
      context.services.lint(at(context.place, "certificate"), remark);
    }
    const refuse = await handlerOr(403, config.failureHandler, context);
    return {
      kind: "filter",
      filter: (exchange, next) => {
        const found = certificate.value(exchange);
        const thumbprint = isElObject(found) ? found.member("thumbprint") : null;
        if (typeof thumbprint !== "string") return refuse(exchange);
        exchange.contexts.set("certificateThumbprint", { thumbprint });
        return next(exchange);
      },
    };
  },
});
