import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { errorCode } from "../../../core/errors.ts";
import type { SecretStore } from "../../heap/heap-object.ts";
import type { BuildContext } from "../../heap/model.ts";
import { flag } from "../../heap/schemas.ts";
import type { RevocationSettings } from "../../tls/model.ts";
import { readSecret } from "./pem.ts";

/** Where it is written that a certificate was taken back. What is not named here is not asked. */
export const revocationConfig = z
  .object({
    /** Secrets that hold lists, as PEM. */
    crls: z.array(z.string().min(1)).max(64).default([]),
    /** Every `.crl`, `.pem` and `.der` file in it is a list, PEM or DER. */
    crlDirectory: z.string().min(1).optional(),
    ocsp: z.union([flag, z.object({ responder: z.string().optional() })]).default(false),
    distributionPoints: flag.default(false),
  })
  .refine(
    ({ crls, crlDirectory, ocsp, distributionPoints }) =>
      crls.length > 0 || crlDirectory !== undefined || ocsp !== false || distributionPoints,
    { error: "names no source: crls, crlDirectory, ocsp or distributionPoints" },
  );

const limits = { lists: 64, bytes: 16 * 1024 * 1024 };
const pemList = /-----BEGIN (?:X509 )?CRL-----([\s\S]+?)-----END (?:X509 )?CRL-----/g;

export async function loadRevocation(
  config: z.output<typeof revocationConfig> | undefined,
  stores: readonly SecretStore[],
  context: BuildContext,
): Promise<RevocationSettings> {
  if (config === undefined) return { lists: [], ocsp: { address: undefined }, distributionPoints: true };
  const lists: Buffer[] = [];
  for (const id of config.crls) {
    const text = await readSecret(stores, id, context, "revocation");
    const found = listsOf(Buffer.from(text, "latin1"));
    if (found.length === 0) throw context.problem(`the secret ${id} holds no PEM list`, "revocation", "crls");
    lists.push(...found);
  }
  if (config.crlDirectory !== undefined) lists.push(...(await listsIn(config.crlDirectory, context)));
  if (lists.length > limits.lists) throw context.problem(`has more than ${limits.lists} lists`, "revocation");
  return { lists, ocsp: responder(config.ocsp, context), distributionPoints: config.distributionPoints };
}

async function listsIn(name: string, context: BuildContext): Promise<Buffer[]> {
  const directory = resolve(context.services.directory, context.text(name, "revocation", "crlDirectory"));
  context.services.dependsOn(directory);
  try {
    const files = (await readdir(directory)).filter((file) => /\.(?:crl|pem|der)$/i.test(file)).sort();
    const contents = await Promise.all(files.slice(0, limits.lists + 1).map((file) => readFile(join(directory, file))));
    if (contents.some(({ length }) => length > limits.bytes))
      throw context.problem("a list is over 16 MiB", "revocation");
    return contents.flatMap((content) => {
      const found = listsOf(content);
      return found.length === 0 ? [content] : found;
    });
  } catch (cause) {
    if (errorCode(cause) === undefined || !("syscall" in Object(cause))) throw cause;
    throw context.problem(`${directory} cannot be read (${errorCode(cause)})`, "revocation", "crlDirectory");
  }
}

function listsOf(content: Buffer): Buffer[] {
  return [...content.toString("latin1").matchAll(pemList)].map(([, base64 = ""]) => Buffer.from(base64, "base64"));
}

function responder(
  ocsp: boolean | { responder?: string | undefined },
  context: BuildContext,
): RevocationSettings["ocsp"] {
  if (typeof ocsp === "boolean") return ocsp ? { address: undefined } : null;
  if (ocsp.responder === undefined) return { address: undefined };
  const address = URL.canParse(ocsp.responder) ? new URL(ocsp.responder) : null;
  if (address === null || !/^https?:$/.test(address.protocol)) {
    throw context.problem("must be an http or https address", "revocation", "ocsp", "responder");
  }
  return { address };
}
