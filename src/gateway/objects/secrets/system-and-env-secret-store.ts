import { z } from "zod";
import { environmentName } from "../../../core/tokens.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration } from "../../heap/schemas.ts";
import { formatOf, secretFormat, secretMappings, secretText } from "./formats.ts";

/**
 * `SystemAndEnvSecretStore`: the secret `agent.secret.id` is `SALLYPORT_AGENT_SECRET_ID`, or `AGENT_SECRET_ID`, of the
 * environment. There are no system properties here.
 */
export const systemAndEnvSecretStore = objectType({
  type: "SystemAndEnvSecretStore",
  config: z.object({
    format: secretFormat.default("BASE64"),
    mappings: secretMappings,
    leaseExpiry: duration.optional(),
  }),
  build: (config, context) => {
    const { environment } = context.scope;
    return {
      kind: "secret-store",
      store: {
        read: async (id) => {
          const kept = environment[environmentName(id, "SALLYPORT_")] ?? environment[environmentName(id, "")];
          if (kept === undefined) return undefined;
          const format = formatOf(id, config);
          const text = secretText(kept, format);
          if (text === undefined) {
            throw context.problem(`${environmentName(id, "")} in the environment is not in the format ${format}`);
          }
          return text;
        },
      },
    };
  },
});
