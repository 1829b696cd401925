import type { ChildProcess } from "node:child_process";

/** Ends a process, politely unless `signal` says otherwise, and waits for its end; one that has ended already is left alone. */
export async function endOf(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await ended;
}
