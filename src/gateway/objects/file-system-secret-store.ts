import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { errorCode } from "../../core/errors.ts";
import { objectType } from "../heap/object-type.ts";
import { later } from "../heap/schemas.ts";

const format = z.enum(["PemPropertyFormat", "PLAIN"], {
  error: "only the formats PemPropertyFormat and PLAIN are supported yet",
});
const formatReference = z.union([format, z.object({ type: format }).transform(({ type }) => type)], {
  error: "only the formats PemPropertyFormat and PLAIN are supported yet",
});
const secretId = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/;
const longestSecret = 1024 * 1024;

/** `FileSystemSecretStore`: one secret a file, `<directory>/<id><suffix>`. */
export const fileSystemSecretStore = objectType({
  type: "FileSystemSecretStore",
  config: z.object({
    directory: z.string(),
    suffix: z
      .string()
      .regex(/^[A-Za-z0-9._-]*$/, { error: "is no ending of a file name" })
      .default(""),
    format: formatReference.optional(),
    mappings: z.array(z.object({ secretId: z.string(), format: formatReference })).default([]),
    leaseExpiry: later,
  }),
  build: (config, context) => {
    const directory = resolve(context.services.directory, context.text(config.directory, "directory"));
    return {
      kind: "secret-store",
      store: {
        read: async (id) => {
          if (!secretId.test(id)) throw context.problem(`"${id}" is no secret id`);
          const file = join(directory, `${id}${config.suffix}`);
          const text = await readFile(file, "utf8").catch((cause: unknown) => {
            if (errorCode(cause) === "ENOENT") return undefined;
            throw context.problem(`${file} cannot be read (${errorCode(cause) ?? "unknown reason"})`);
          });
          if (text !== undefined && text.length > longestSecret) throw context.problem(`${file} is over 1 MB`);
          return text;
        },
      },
    };
  },
});
