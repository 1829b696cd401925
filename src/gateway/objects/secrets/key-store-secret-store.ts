import { resolve } from "node:path";
import { z } from "zod";
import { Secret } from "../../../core/secret.ts";
import type { SecretStore } from "../../heap/heap-object.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration, oneOrMoreReferences } from "../../heap/schemas.ts";
import { type Pkcs12Content, readPkcs12 } from "../../secrets/pkcs12.ts";
import { readSecretFile } from "./read-secret-file.ts";
import { firstOf } from "./secrets-provider.ts";

/** `KeyStoreSecretStore`: keys and certificates of a PKCS#12 file, by alias. Its secrets are PEM. */
export const keyStoreSecretStore = objectType({
  type: "KeyStoreSecretStore",
  config: z.object({
    file: z.string(),
    storeType: z
      .string()
      .refine((type) => /^pkcs12$/i.test(type), {
        error: "must be PKCS12; keytool -importkeystore -deststoretype PKCS12 makes one of any other",
      })
      .default("PKCS12"),
    storePasswordSecretId: z.string().optional(),
    /** The name of older files for the id of the secret. */
    storePassword: z.string().optional(),
    entryPasswordSecretId: z.string().optional(),
    secretsProvider: oneOrMoreReferences.optional(),
    mappings: z.array(z.object({ secretId: z.string(), aliases: z.array(z.string()).min(1) })).max(1_000),
    leaseExpiry: duration.optional(),
  }),
  build: async (config, context) => {
    const { services, problem } = context;
    const file = resolve(services.directory, context.text(config.file, "file"));
    const stores: SecretStore[] = [];
    for (const [index, to] of (config.secretsProvider ?? []).entries()) {
      stores.push((await context.refer("secret-store", to, "secretsProvider", index)).store);
    }
    const key = config.storePasswordSecretId === undefined ? "storePassword" : "storePasswordSecretId";
    const passwordId = config.storePasswordSecretId ?? config.storePassword;
    const entryId = config.entryPasswordSecretId;
    if (entryId !== undefined && entryId !== passwordId) {
      throw problem("a PKCS#12 file has one password: leave this key out", "entryPasswordSecretId");
    }
    const load = async (): Promise<Pkcs12Content> => {
      services.dependsOn(file);
      const password = passwordId === undefined ? "" : await firstOf(stores).read(passwordId);
      if (password === undefined) throw problem(`no store has the secret ${passwordId}`, key);
      const bytes = await readSecretFile(file, problem);
      if (bytes === undefined) throw problem(`${file} does not exist`, "file");
      return readPkcs12(bytes, new Secret(password.replace(/\r?\n$/, "")), (text) => problem(text, "file"));
    };
    await load();
    const read = async (id: string): Promise<string | undefined> => {
      const mapping = config.mappings.findIndex(({ secretId }) => secretId === id);
      const aliases = config.mappings[mapping]?.aliases;
      return aliases === undefined ? undefined : pemOf(aliases, await load(), mapping, context);
    };
    return { kind: "secret-store", store: { read } };
  },
});

/** The first alias's chain and key; or, when it names a certificate, the certificates of all aliases. */
function pemOf(
  aliases: readonly string[],
  { keys, trusted }: Pkcs12Content,
  mapping: number,
  { problem }: BuildContext,
): string {
  const wanted = aliases.map((alias) => alias.toLowerCase());
  const key = keys.find(({ alias }) => alias === wanted[0]);
  if (key !== undefined) return [...key.chain, key.key].join("\n");
  const certificates = wanted.map((alias, index) => {
    const found = trusted.find((candidate) => candidate.alias === alias)?.certificate;
    const chain = keys.find((candidate) => candidate.alias === alias)?.chain[0];
    if (found === undefined && chain === undefined) {
      throw problem(`the key store has no "${alias}"`, "mappings", mapping, "aliases", index);
    }
    return found ?? chain;
  });
  return certificates.join("\n");
}
