import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { endOf } from "./end-of.ts";
import { freePorts } from "./ports.ts";

/** Starts the demo once for every end-to-end test, as a person would: a real process, in an empty folder. */

declare module "vitest" {
  interface ProvidedContext {
    /** The folder that the demo runs in; `.sallyport/demo.json` is below it. */
    readonly demoFolder: string;
    /** Everything that the demo printed until it was ready. */
    readonly demoOutput: string;
    /** Process id of the demo, the supervisor of its parts. */
    readonly demoPid: number;
  }
}

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const startTimeout = 120_000;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "sallyport-e2e-"));
  const demo = spawn(process.execPath, [entry, "demo"], {
    cwd: folder,
    env: { ...process.env, ...(await freePorts()) },
  });
  const output = await untilReady(demo, folder);
  project.provide("demoFolder", folder);
  project.provide("demoOutput", output);
  project.provide("demoPid", demo.pid ?? 0);
  return async () => {
    await endOf(demo, "SIGINT");
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}

async function untilReady(demo: ChildProcess, folder: string): Promise<string> {
  let output = "";
  demo.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  demo.stderr?.on("data", (chunk) => {
    output += chunk;
  });
  const began = Date.now();
  while (!output.includes("Sallyport is ready")) {
    if (demo.exitCode !== null || Date.now() - began > startTimeout) {
      demo.kill("SIGKILL");
      const logs = await Promise.all(["emulator", "server", "gateway"].map((part) => logOf(folder, part)));
      throw new Error(`the demo did not become ready:\n${output}\n${logs.join("\n")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return output;
}

function logOf(folder: string, part: string): Promise<string> {
  return readFile(join(folder, ".sallyport", "logs", `${part}.log`), "utf8").catch(() => `(no ${part}.log)`);
}
