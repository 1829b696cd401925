import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";

/** `TrustAllManager`: accepts any certificate of an application. Refused in production, and for connectors always. */
export const trustAllManager = objectType({
  type: "TrustAllManager",
  config: z.object({}),
  build: (_config, { services, problem, place }) => {
    if (services.mode === "production") {
      throw problem("TrustAllManager is refused in production: name the authority with a SecretsTrustManager");
    }
    services.log.warn({ file: place.file }, "TrustAllManager: the application's certificate is not checked");
    const trust = { authorities: [], revocation: null, anybody: true };
    return { kind: "trust-manager", load: async () => trust };
  },
});
