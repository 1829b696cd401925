import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built `sallyport` command as a real process, the way a terminal or a service manager runs it. */
export interface Sallyport {
  readonly pid: number;
  /** What it wrote so far, standard error included. */
  output(): string;
  /** Waits until it has written `text`, and returns all that it wrote. */
  until(text: string): Promise<string>;
  /** Its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  /** To its process group, as a terminal sends Ctrl-C. */
  signalGroup(name: NodeJS.Signals): void;
  /** Ends it politely if it still runs. */
  stop(): Promise<void>;
}

export const entryScript: string = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

const patience = 100_000;

export function sallyport(args: readonly string[], where: { folder: string; env?: NodeJS.ProcessEnv }): Sallyport {
  const child = spawn(process.execPath, [entryScript, ...args], {
    cwd: where.folder,
    env: { ...process.env, ...where.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the sallyport command cannot be run");
  let output = "";
  const keep = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let isRunning = true;
  const exited = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      isRunning = false;
      resolve(code);
    });
  });
  return {
    pid,
    exited,
    output: () => output,
    async until(text) {
      await eventually(`"${text}" in the output`, () => output.includes(text) || !isRunning);
      if (!output.includes(text)) throw new Error(`sallyport ended without writing "${text}":\n${output}`);
      return output;
    },
    signal: (name) => void child.kill(name),
    signalGroup: (name) => void process.kill(-pid, name),
    async stop() {
      if (isRunning) child.kill("SIGINT");
      await within(30_000, exited, () => child.kill("SIGKILL"));
    },
  };
}

/** The parts that a supervisor runs now, by name: their process ids. */
export function partsOf(supervisor: number): Record<string, number> {
  const children = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, "utf8").split(" ").filter(Boolean);
  return Object.fromEntries(
    children.flatMap((pid) => {
      const name = partName(pid);
      return name === "" ? [] : [[name, Number(pid)]];
    }),
  );
}

/** kill -9 of one part of a supervisor. Returns which process that was. */
export function killPart(supervisor: number, name: string): number {
  const { [name]: pid } = partsOf(supervisor);
  if (pid === undefined) throw new Error(`the supervisor runs no ${name} now`);
  process.kill(pid, "SIGKILL");
  return pid;
}

/** Empty for a process that is gone, or has not become a part yet. */
function partName(pid: string): string {
  const [name = ""] = commandLineOf(pid).split("--only\0").slice(1);
  return name.split("\0")[0] ?? "";
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Whether a process still runs; one that ended and was not waited for does not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Polls until `holds`; fails by name when it never does. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const began = Date.now();
  while (!(await holds())) {
    if (Date.now() - began > patience) throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function within(milliseconds: number, ended: Promise<unknown>, otherwise: () => void): Promise<void> {
  const timer = setTimeout(otherwise, milliseconds);
  await ended;
  clearTimeout(timer);
}
