import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { measurePasswordLogin } from "./password-login.ts";
import { type Figure, median, upTo } from "./report.ts";
import type { ScriptCosts } from "./scripted-decision.ts";

/** What journeys cost that run scripts, and what a login with password and code costs besides its hash. */

const freshProcesses = 3;
const mostForScript = 600;

export async function measureJourneys(say: (text: string) => void): Promise<readonly Figure[]> {
  say(`Scripted decisions, in ${freshProcesses} fresh processes …`);
  const runs: ScriptCosts[] = [];
  for (let run = 0; run < freshProcesses; run += 1) runs.push(await scriptCosts());
  const figure = (title: string, api: keyof ScriptCosts): Figure =>
    upTo(title, mostForScript, median(runs.map((run) => run[api])), "µs CPU");
  const scripts = [
    figure("a scripted decision, next-generation", "nextGen"),
    figure("a scripted decision, legacy", "legacy"),
  ];
  return [...scripts, ...(await measurePasswordLogin(say))];
}

async function scriptCosts(): Promise<ScriptCosts> {
  const file = fileURLToPath(new URL("scripted-decision.ts", import.meta.url));
  const args = ["--import", import.meta.resolve("tsx"), file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 120_000 });
  return JSON.parse(stdout);
}
