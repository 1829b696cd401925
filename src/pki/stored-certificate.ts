import { chmod, readFile, rename, rm, writeFile } from "node:fs/promises";
import { errorCode } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import type { KeyedCertificate } from "./certificates.ts";

/** A certificate, its key, and the absolute paths of the two PEM files. */
export interface StoredCertificate extends KeyedCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Where a certificate is kept. */
export type CertificateFiles = Pick<StoredCertificate, "certificateFile" | "keyFile">;

/** The stored certificate, or `undefined` when a file is missing. The key is made private again if it was not. */
export async function readStored(files: CertificateFiles): Promise<StoredCertificate | undefined> {
  try {
    await chmod(files.keyFile, 0o600);
    const [certificate, key] = await Promise.all([
      readFile(files.certificateFile, "utf8"),
      readFile(files.keyFile, "utf8"),
    ]);
    return { ...files, certificate, key };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Each file appears whole or not at all. After a crash between the two they do not match, and are made anew. */
export async function writeStored(
  files: CertificateFiles,
  { certificate, key }: KeyedCertificate,
  random: Random,
): Promise<StoredCertificate> {
  await writeWhole(files.keyFile, key, 0o600, random);
  await writeWhole(files.certificateFile, certificate, 0o644, random);
  return { ...files, certificate, key };
}

async function writeWhole(file: string, text: string, mode: number, random: Random): Promise<void> {
  const temporary = `${file}.${random.bytes(8).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, text, { mode, flag: "wx" });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
