import { join, resolve } from "node:path";
import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { duration } from "../../heap/schemas.ts";
import { formatOf, secretFormat, secretMappings, secretText } from "./formats.ts";
import { readSecretFile } from "./read-secret-file.ts";

const secretId = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/;

/**
 * `FileSystemSecretStore`: one secret a file, `<directory>/<id><suffix>`. The default format is PLAIN: what a file holds
 * is seen at a glance, and PEM stays PEM.
 */
export const fileSystemSecretStore = objectType({
  type: "FileSystemSecretStore",
  config: z.object({
    directory: z.string(),
    suffix: z
      .string()
      .regex(/^[A-Za-z0-9._-]*$/, { error: "is no ending of a file name" })
      .default(""),
    format: secretFormat.default("PLAIN"),
    mappings: secretMappings,
    // Secrets are read when the objects that need them are made, and again with them.
    leaseExpiry: duration.optional(),
  }),
  build: (config, context) => {
    const directory = resolve(context.services.directory, context.text(config.directory, "directory"));
    return {
      kind: "secret-store",
      store: {
        read: async (id) => {
          if (!secretId.test(id)) throw context.problem(`"${id}" is no secret id`);
          const file = join(directory, `${id}${config.suffix}`);
          context.services.dependsOn(file);
          const kept = await readSecretFile(file, context.problem);
          if (kept === undefined) return undefined;
          const format = formatOf(id, config);
          const text = secretText(kept.toString("utf8"), format);
          if (text === undefined) throw context.problem(`${file} is not in the format ${format}`);
          return text;
        },
      },
    };
  },
});
