import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { Agent, request } from "undici";
import type { EmulatorFacts } from "../../src/app/emulator-alone/instructions.ts";
import type { FleetDocument } from "../../src/emulator/index.ts";
import { type Sallyport, sallyport } from "./sallyport.ts";
import { giveInput } from "./standard-input.ts";

/** `sallyport emulator` as a real process, and programs beside it that know nothing of it but its settings. */
export interface EmulatorAlone {
  /** What `--json` printed. */
  readonly facts: EmulatorFacts;
  readonly process: Sallyport;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; body: any }>;
  /**
   * Runs a program of test/clients/programs in a process whose environment holds the CA and `environment`, nothing else.
   * `settings` go in on standard input; what it prints is JSON.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the program's own
  run(program: string, settings: object, environment?: Record<string, string>): Promise<any>;
  remove(): Promise<void>;
}

const programs = fileURLToPath(new URL("../clients/programs/", import.meta.url));

/** Starts it on free ports, with the fleet of its own or with `fleet`. */
export async function emulatorAlone(fleet?: FleetDocument): Promise<EmulatorAlone> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-emulator-"));
  if (fleet !== undefined) writeFileSync(join(folder, "fleet.json"), JSON.stringify(fleet));
  const fleetArguments = fleet === undefined ? [] : ["--fleet", "fleet.json"];
  const process = sallyport(["emulator", "--port", "0", "--identity-port", "0", "--json", ...fleetArguments], {
    folder,
  });
  const facts: EmulatorFacts = JSON.parse(await process.until("}\n"));
  const dispatcher = new Agent({ connect: { ca: readFileSync(facts.ca) } });
  return {
    facts,
    process,
    async get(path, headers = {}) {
      const answer = await request(`${facts.origin}${path}`, { headers, dispatcher });
      const body = await answer.body.text();
      return { status: answer.statusCode, body: body.startsWith("{") ? JSON.parse(body) : body };
    },
    run: (program, settings, environment = {}) =>
      runProgram(join(programs, program), settings, { NODE_EXTRA_CA_CERTS: facts.ca, ...environment }),
    async remove() {
      await dispatcher.close();
      await process.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function runProgram(file: string, settings: object, env: Record<string, string>): Promise<unknown> {
  const child = spawn(process.execPath, [file], { env, timeout: 110_000 });
  giveInput(child, JSON.stringify(settings));
  const [output, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  if (code !== 0) throw new Error(`${file} ended with ${code}:\n${complaints}`);
  return JSON.parse(output);
}
