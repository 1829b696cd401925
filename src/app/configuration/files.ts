import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseJson } from "../../core/config-file.ts";
import { errorCode } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import { unassignedFile } from "./documents.ts";
import type { RealmFiles } from "./read-files.ts";

/** The journey files of a realm on the disk. */

/** What tells one state of the files from another: names, times, sizes. */
export type Fingerprint = string;

export async function fingerprint(folder: string): Promise<Fingerprint> {
  const lines = (await fileNames(folder)).map(async (name) => {
    const { ino, size, mtimeNs } = await stat(join(folder, name), { bigint: true });
    return `${name} ${ino} ${size} ${mtimeNs}`;
  });
  return (await Promise.all(lines)).join("\n");
}

/** @throws {core.config-not-json} naming the file */
export async function readFiles(folder: string): Promise<RealmFiles> {
  const files = new Map<string, Json>();
  for (const name of await fileNames(folder)) {
    const file = join(folder, name);
    files.set(name, parseJson(await readFile(file, "utf8"), file));
  }
  return files;
}

async function fileNames(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => isJourneyFile(name) || name === unassignedFile).sort();
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return [];
    throw cause;
  }
}

function isJourneyFile(name: string): boolean {
  return name.endsWith(".journey.json") && !name.startsWith(".");
}
