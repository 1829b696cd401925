import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { describeError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";

/** Appends lines to a file without keeping anybody waiting. */
export interface LineWriter {
  /** Takes a line, or drops it when the buffer is full: no request waits for a disk. */
  write(line: string): void;
  /** Writes what is left and closes the file. */
  close(): Promise<void>;
}

export interface LineFileOptions {
  readonly file: string;
  /** Lines that may wait. */
  readonly maxSize: number;
  /** Milliseconds until waiting lines are written. */
  readonly writeInterval: number;
  readonly rotation: RotationOptions;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface RotationOptions {
  /** Bytes; a larger file is put aside. */
  readonly maxFileSize: number;
  /** Milliseconds; an older file is put aside. */
  readonly interval: number;
  /** Files that are kept beside the one that is written. */
  readonly maxFiles: number;
}

/**
 * A file that several processes may append to: each line is part of one write with `O_APPEND`, and a process that finds
 * its file put aside opens the new one.
 */
export function createLineFile(options: LineFileOptions): LineWriter {
  const { clock, file, log, maxSize } = options;
  let waiting: string[] = [];
  let dropped = 0;
  let flushing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let handle: FileHandle | undefined;
  let inode = 0;
  let openedAt = 0;

  const ensureOpen = async (): Promise<FileHandle> => {
    // No file, or one that cannot be looked at: opening it says why.
    const current = await stat(file).catch(() => undefined);
    if (handle !== undefined && current?.ino === inode) {
      const full = current.size >= options.rotation.maxFileSize;
      if (!full && clock.now() - openedAt < options.rotation.interval) return handle;
      await putAside(file, options.rotation.maxFiles, clock.now());
    }
    await handle?.close();
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    handle = await open(file, "a", 0o600);
    const opened = await handle.stat();
    inode = opened.ino;
    openedAt = opened.size === 0 ? clock.now() : opened.birthtimeMs;
    return handle;
  };

  const flush = async (): Promise<void> => {
    const lines = waiting;
    waiting = [];
    if (lines.length === 0) return;
    try {
      await (await ensureOpen()).appendFile(lines.join(""));
    } catch (problem) {
      log.error({ file, lines: lines.length, why: describeError(problem) }, "audit events could not be written");
    }
    if (dropped > 0) log.error({ file, dropped }, "audit events were dropped: the disk is too slow for them");
    dropped = 0;
  };
  const flushSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      flushing = flushing.then(flush);
    }, options.writeInterval).unref();
  };

  return {
    write: (line) => {
      if (closed || waiting.length >= maxSize) {
        dropped += 1;
        return;
      }
      waiting.push(`${line}\n`);
      flushSoon();
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      flushing = flushing.then(flush);
      await flushing;
      await handle?.close();
      handle = undefined;
    },
  };
}

/** Gives the file a name with the time, and removes the oldest of such names. */
async function putAside(file: string, keep: number, now: number): Promise<void> {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, "-");
  await rename(file, `${file}-${stamp}-${process.pid}`).catch((problem: unknown) => {
    // Another process was faster.
    if (!(problem instanceof Error && "code" in problem && problem.code === "ENOENT")) throw problem;
  });
  const prefix = `${basename(file)}-`;
  const old = (await readdir(dirname(file))).filter((name) => name.startsWith(prefix)).sort();
  for (const name of old.slice(0, Math.max(0, old.length - keep))) await rm(join(dirname(file), name), { force: true });
}
