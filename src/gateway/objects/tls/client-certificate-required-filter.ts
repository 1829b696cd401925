import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { certificatePage } from "../../pages/certificate-page.ts";
import { noCertificate } from "../../server/sender.ts";

/**
 * `ClientCertificateRequiredFilter`, a type of our own: what follows is only for clients with a verified certificate. The
 * others get a page that says what to do. For routes of a connector with REQUEST; with REQUIRED nobody else arrives.
 */
export const clientCertificateRequiredFilter = objectType({
  type: "ClientCertificateRequiredFilter",
  config: z.object({}),
  build: (_config, { services }) => ({
    kind: "filter",
    filter: async (exchange, next) =>
      exchange.client.peer.state === "verified"
        ? next(exchange)
        : certificatePage(noCertificate, exchange.headers.all("accept"), services.support),
  }),
});
