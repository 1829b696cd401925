import { readdir, readFile } from "node:fs/promises";
import { configErrors } from "../../core/config-file.ts";
import { errorCode } from "../../core/errors.ts";

/** Files and folders that a deployment names. One that cannot be read is the administrator's mistake, and says so. */

/** @throws {core.config-missing} naming `file` */
export function readTextFile(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => unreadable(file, cause));
}

/** The names in a folder. @throws {core.config-missing} naming `folder` */
export function readFolder(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown) => unreadable(folder, cause));
}

function unreadable(place: string, cause: unknown): never {
  const message = `${place}: cannot be read (${errorCode(cause) ?? "unknown reason"})`;
  throw configErrors.error("core.config-missing", { message, cause });
}
