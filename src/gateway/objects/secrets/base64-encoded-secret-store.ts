import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { secretText } from "./formats.ts";

/** `Base64EncodedSecretStore`: secrets that stand in the configuration itself. Whoever reads the file has them. */
export const base64EncodedSecretStore = objectType({
  type: "Base64EncodedSecretStore",
  config: z.object({ secrets: z.record(z.string(), z.string()) }),
  build: (config, context) => {
    context.services.lint(context.place, "holds secrets in the clear: take files or the environment instead");
    const secrets = new Map(Object.entries(config.secrets));
    const read = (id: string, kept: string): string => {
      const text = secretText(kept, "BASE64");
      if (text === undefined) throw context.problem("is not base64", "secrets", id);
      return text;
    };
    const texts = new Map([...secrets].map(([id, kept]) => [id, read(id, kept)]));
    return { kind: "secret-store", store: { read: async (id) => texts.get(id) } };
  },
});
