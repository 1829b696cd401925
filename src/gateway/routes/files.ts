import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { errorCode } from "../../core/errors.ts";

/** What tells one content of a file from another. */
export interface Stamp {
  /** Times, size and inode: while they stay, the file is not read. Empty while they say nothing yet. */
  readonly state: string;
  readonly hash: string;
}

/** The names of the route files of a directory, in their order. */
export async function routeFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory);
  return entries.filter((file) => file.endsWith(".json") && !file.startsWith(".")).sort();
}

/** A file system's clock is coarse: what was written a moment ago may be written again without a trace but its content. */
const youngAge = 2_000;
const mostEntries = 1_000;

/**
 * The stamps of the files that exist.
 *
 * @param asked `known` are those of the last look; `certain` reads files whatever their times say
 */
export async function stampsOf(
  files: Iterable<string>,
  asked: { directory: string; now: number; known: ReadonlyMap<string, Stamp>; certain: boolean },
): Promise<ReadonlyMap<string, Stamp>> {
  const stamps = new Map<string, Stamp>();
  for (const file of new Set(files)) {
    const known = asked.known.get(file);
    const stamp = await stampOf(resolve(asked.directory, file), asked.certain ? undefined : known?.state, asked.now);
    if (stamp === "same" && known !== undefined) stamps.set(file, known);
    else if (typeof stamp === "object") stamps.set(file, stamp);
  }
  return stamps;
}

/** What a directory holds, without a look into its files. */
async function listing(directory: string): Promise<string> {
  const names = (await readdir(directory)).sort().slice(0, mostEntries);
  // What goes in this moment is part of the difference.
  const stats = await Promise.all(names.map((name) => stat(join(directory, name)).catch(() => undefined)));
  return names.map((name, index) => `${name} ${stats[index]?.mtimeMs} ${stats[index]?.size}`).join("\n");
}

async function stampOf(file: string, state: string | undefined, now: number): Promise<Stamp | "same" | undefined> {
  try {
    const entry = await stat(file);
    if (entry.isDirectory()) return { state: "", hash: await listing(file) };
    const { mtimeMs, ctimeMs, size, ino } = entry;
    const young = Math.abs(now - ctimeMs) < youngAge;
    const found = young ? "" : `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
    if (found !== "" && found === state) return "same";
    const content = await readFile(file);
    return { state: found, hash: createHash("sha256").update(content).digest("base64") };
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    // It is there and cannot be read: loading it says why.
    return { state: "", hash: `unreadable (${errorCode(cause)})` };
  }
}
