import { readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { describeError } from "../../core/errors.ts";
import type { Services } from "../heap/model.ts";
import { scriptLimits } from "./limits.ts";

const checkInterval = 1_000;

/** A script that stands in a file below the directory of its language. */
export interface ScriptFile {
  /** As the configuration names it. */
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
}

/**
 * Compiles a file, and again when it has changed: looked at once a second, beside the requests. When the new text cannot be
 * read or compiled, the last good version stays, and the log says why.
 *
 * @throws whatever `compile` throws at the beginning, and an Error for a file that cannot be read
 */
export async function watchScript<Program>(
  file: ScriptFile,
  compile: (source: string) => Program,
  { log, onClose }: Pick<Services, "log" | "onClose">,
): Promise<() => Program> {
  let version = await versionOf(file);
  let program = compile(await readScript(file));
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const found = await versionOf(file);
      if (found === version) return;
      version = found;
      program = compile(await readScript(file));
      log.info({ script: file.name }, "a script was loaded again");
    } catch (problem) {
      log.error(
        { script: file.name, why: describeError(problem) },
        "a changed script was not loaded; the old one runs on",
      );
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), checkInterval);
  timer.unref();
  onClose(() => clearInterval(timer));
  return () => program;
}

async function versionOf(file: ScriptFile): Promise<string> {
  const { mtimeMs, size, ino } = await stat(await pathOf(file));
  return `${mtimeMs} ${size} ${ino}`;
}

async function readScript(file: ScriptFile): Promise<string> {
  const path = await pathOf(file);
  const { size } = await stat(path);
  if (size > scriptLimits.sourceBytes) throw new Error(`${file.name} is larger than ${scriptLimits.sourceBytes} bytes`);
  return readFile(path, "utf8");
}

/** Where the file really is: never outside its directory, whatever links lead there. */
async function pathOf({ directory, name }: ScriptFile): Promise<string> {
  const path = resolve(directory, name);
  const outside = (root: string, inside: string): boolean => {
    const way = relative(root, inside);
    return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
  };
  if (isAbsolute(name) || outside(directory, path)) throw new Error(`${name} is not inside ${directory}`);
  const [root, real] = await Promise.all([realpath(directory), realpath(path)]);
  if (outside(root, real)) throw new Error(`${name} leads out of ${directory}`);
  return real;
}
