import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's own files, for tests about the repository. */

export const root: string = fileURLToPath(new URL("../../", import.meta.url));

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

const notOurs = new Set(["node_modules", "dist", "coverage", "test-results"]);

/** Files below the given folders, or the files given themselves, relative to the repository, sorted. */
export function filesBelow(...starts: readonly string[]): string[] {
  return starts.flatMap(walk).sort();
}

function walk(path: string): string[] {
  if (statSync(join(root, path)).isFile()) return [path];
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  const kept = entries.filter(({ name }) => !name.startsWith(".") && !notOurs.has(name));
  return kept.flatMap((entry) => {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return walk(inner);
    return entry.isFile() ? [inner] : [];
  });
}
