import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A process under measurement. */
export interface Program {
  /** Processor time that it and its workers used so far, user and system, in microseconds. */
  cpu(): number;
  /** The same for each thread of it alone, by thread id; the event loop's is the first. */
  threads(): ReadonlyMap<number, number>;
  /** Bytes of memory that are resident now. */
  memory(): number;
  /** What it wrote so far. */
  output(): string;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly name: string;
  /** Default: node. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** A text in its output that says it is ready. */
  readonly readyWhen: string;
}

const startTimeout = 30_000;

/** Starts a program; its output goes to a file, so that nobody spends time on reading it during a measurement. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { name, args, folder, environment, readyWhen } = options;
  const file = join(folder, `${name}.log`);
  const log = openSync(file, "w");
  const child = spawn(options.command ?? process.execPath, args, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const output = (): string => readFileSync(file, "utf8");
  const began = performance.now();
  while (!output().includes(readyWhen)) {
    if (child.exitCode !== null || performance.now() - began > startTimeout) {
      child.kill("SIGKILL");
      throw new Error(`${name} did not start:\n${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    cpu: () => familyOf(child.pid ?? 0).reduce((sum, pid) => sum + cpuMicroseconds(`/proc/${pid}`), 0),
    threads() {
      const tasks = `/proc/${child.pid}/task`;
      const ids = readdirSync(tasks).map(Number);
      return new Map(ids.map((id) => [id, cpuMicroseconds(`${tasks}/${id}`)] as const));
    },
    memory: () => familyOf(child.pid ?? 0).reduce((sum, pid) => sum + residentBytes(pid), 0),
    output,
    async stop() {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await exited;
      clearTimeout(force);
    },
  };
}

/** Linux counts in ticks of 10 ms (proc(5), fields 14 and 15). */
const microsecondsPerTick = 10_000;

function cpuMicroseconds(task: string): number {
  const [, afterName = ""] = readFileSync(`${task}/stat`, "utf8").split(/\) (?!.*\) )/s);
  const fields = afterName.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick;
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
}

/** A process and its workers. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  return [pid, ...children.filter((text) => text !== "").map(Number)];
}
