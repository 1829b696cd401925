import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Secret } from "../../../core/secret.ts";
import type { KeyStoreContent } from "../../heap/heap-object.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { oneOrMoreReferences, reference } from "../../heap/schemas.ts";
import { readPkcs12 } from "../../secrets/pkcs12.ts";
import { readSecretFile } from "../secrets/read-secret-file.ts";
import { certificatesOf, checkedKey, keyOf, readAuthorities, readSecret, storesOf } from "./pem.ts";

/** Objects that PingGateway has replaced by secret stores, and that many files still have. */

const convert =
  "keytool -importkeystore -srckeystore <file> -destkeystore <file>.p12 -deststoretype PKCS12 converts it";

/** `KeyStore`: a file with keys and certificates, PKCS#12 or PEM. */
export const keyStore = objectType({
  type: "KeyStore",
  config: z.object({
    url: z.string(),
    type: z.string().optional(),
    passwordSecretId: z.string().optional(),
    password: z.string().optional(),
    secretsProvider: oneOrMoreReferences.optional(),
  }),
  build: async (config, context) => {
    const { problem, services } = context;
    const type = (config.type ?? "PKCS12").toUpperCase();
    if (type !== "PKCS12" && type !== "PEM") {
      throw problem(`the type ${config.type} is not supported, only PKCS12 and PEM; ${convert}`, "type");
    }
    const stores = await storesOf(config.secretsProvider ?? [], context);
    const file = fileOf(context.text(config.url, "url"), context);
    const load = async (): Promise<KeyStoreContent> => {
      services.dependsOn(file);
      const bytes = await readSecretFile(file, (text) => problem(text, "url"));
      if (bytes === undefined) throw problem(`${file} does not exist`, "url");
      if (bytes.readUInt32BE(0) === 0xfeedfeed) throw problem(`${file} is a JKS file; ${convert}`, "url");
      if (type === "PEM") return pemContent(bytes.toString("utf8"), context);
      const password =
        config.passwordSecretId === undefined
          ? context.text(config.password ?? "", "password")
          : await readSecret(stores, config.passwordSecretId, context, "passwordSecretId");
      const found = await readPkcs12(bytes, new Secret(password.replace(/\r?\n$/, "")), (text) => problem(text, "url"));
      return {
        keys: found.keys
          .filter(({ chain }) => chain.length > 0)
          .map(({ chain, key }) => ({ certificate: chain.join("\n"), key })),
        authorities: found.trusted.map(({ certificate }) => certificate),
      };
    };
    await load();
    return { kind: "key-store", load };
  },
});

/** `KeyManager`: the first key of a key store. Passwords of single keys are not supported: PKCS#12 has one for all. */
export const keyManager = objectType({
  type: "KeyManager",
  config: z.object({
    keystore: reference,
    passwordSecretId: z.string().optional(),
    password: z.string().optional(),
    alg: z.string().optional(),
    secretsProvider: oneOrMoreReferences.optional(),
  }),
  build: async (config, context) => {
    const store = await context.refer("key-store", config.keystore, "keystore");
    const load = async () => {
      const [key] = (await store.load()).keys;
      if (key === undefined) throw context.problem("holds no key with a certificate", "keystore");
      return checkedKey(key, "of the key store", context, "keystore");
    };
    await load();
    return { kind: "key-manager", load };
  },
});

/** `TrustManager`: the certificates of a key store. It asks nobody whether a certificate was taken back. */
export const trustManager = objectType({
  type: "TrustManager",
  config: z.object({ keystore: reference, alg: z.string().optional() }),
  build: async (config, context) => {
    const store = await context.refer("key-store", config.keystore, "keystore");
    const load = async () => {
      const pem = (await store.load()).authorities.join("\n");
      return {
        authorities: readAuthorities(pem, "of the key store", context, "keystore"),
        revocation: null,
        anybody: false,
      };
    };
    await load();
    return { kind: "trust-manager", load };
  },
});

function fileOf(url: string, { problem, services }: BuildContext): string {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(url)) return resolve(services.directory, url);
  if (!URL.canParse(url) || new URL(url).protocol !== "file:" || new URL(url).host !== "") {
    throw problem("must be a file: key stores are not fetched from elsewhere", "url");
  }
  return fileURLToPath(url);
}

function pemContent(text: string, context: BuildContext): KeyStoreContent {
  const certificates = certificatesOf(text);
  const key = keyOf(text);
  if (key === undefined) return { keys: [], authorities: certificates };
  const pair = checkedKey({ certificate: certificates.join("\n"), key }, "of the key store", context, "url");
  return { keys: [pair], authorities: [] };
}
