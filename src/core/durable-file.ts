import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Files that survive `kill -9` and a power cut: what a call has returned for is on the disk, whole. */

/** Replaces a file. A crash leaves the old content or the new, never half of it. @param mode default 0644 */
export async function writeFileDurably(file: string, content: string | Buffer, mode = 0o644): Promise<void> {
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const handle = await open(draft, "w", mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(dirname(file));
}

/** Removes a file, or does nothing when there is none. */
export async function removeFileDurably(file: string): Promise<void> {
  await rm(file, { force: true });
  await syncFolder(dirname(file));
}

/** Adds to the end of a file. @param mode of a file that is made by this; default 0600 */
export async function appendDurably(file: string, text: string, mode = 0o600): Promise<void> {
  const handle = await open(file, "a", mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
