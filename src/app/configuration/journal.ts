import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parseJson, validateConfig } from "../../core/config-file.ts";
import { removeFileDurably, writeFileDurably } from "../../core/durable-file.ts";
import { errorCode } from "../../core/errors.ts";

/**
 * Writes several files of a folder as one: all of them are written, or none, also when the process is killed between two
 * of them. What is to be written is first written down beside them, and done again at the next start.
 */

const journalFile = ".changes.json";
const fileName = z.string().regex(/^[A-Za-z0-9_-][^/\\]{0,254}$/);
const journalSchema = z.strictObject({ files: z.record(fileName, z.string().nullable()) });

/** Texts by file name; null removes a file. */
export type FileChanges = ReadonlyMap<string, string | null>;

export async function commitFiles(folder: string, changes: FileChanges): Promise<void> {
  await mkdir(folder, { recursive: true });
  await finishCommit(folder);
  if (changes.size > 1) {
    const journal = JSON.stringify({ files: Object.fromEntries(changes) });
    await writeFileDurably(join(folder, journalFile), journal, 0o600);
  }
  await apply(folder, changes);
  if (changes.size > 1) await removeFileDurably(join(folder, journalFile));
}

/** Finishes what an earlier process began. @throws {core.config-invalid} when somebody changed the journal */
export async function finishCommit(folder: string): Promise<void> {
  const file = join(folder, journalFile);
  const text = await readIfThere(file);
  if (text === null) return;
  const { files } = validateConfig(parseJson(text, file), journalSchema, file);
  await apply(folder, new Map(Object.entries(files)));
  await removeFileDurably(file);
}

async function apply(folder: string, changes: FileChanges): Promise<void> {
  for (const [name, text] of changes) {
    if (text === null) await removeFileDurably(join(folder, name));
    else await writeFileDurably(join(folder, name), text);
  }
}

/** The content of a file, or null when there is none. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return null;
    throw cause;
  }
}
