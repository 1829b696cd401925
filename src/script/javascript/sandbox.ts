import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import engineModule from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
} from "quickjs-emscripten-core";
import { systemClock } from "../../core/clock.ts";
import type { Random } from "../../core/random.ts";
import { answerNatively, createNatives } from "../native/index.ts";
import { preludeOf } from "./guest/prelude.ts";
import type { ScriptLimits } from "./limits.ts";
import { captureImage, type MemoryImage } from "./memory-image.ts";
import type { SandboxApi } from "./script.ts";

/** What goes in: the script, and its input as JSON text. */
export interface SandboxRequest {
  readonly source: string;
  readonly api: SandboxApi;
  readonly input: string;
}

/** What comes out: JSON text of the guest's making, not yet to be trusted, or why there is none. */
export type SandboxReply =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "timeout" | "stack-overflow" | "oversized" | "no-text" }
  | { readonly kind: "engine-failed"; readonly detail: string };

/** Asks the host and waits for its answer: JSON text for JSON text. */
export type HostLine = (method: string, args: string) => string;

/** One QuickJS engine in its own WebAssembly memory. Synchronous: one run at a time. */
export interface Sandbox {
  /** Whether the next run would start exactly as the first did. If not, open another sandbox. */
  readonly pristine: boolean;
  run(request: SandboxRequest): SandboxReply;
}

const wasmPageBytes = 65_536;
const initialPages = 256;
/** Above the guest's heap: engine, C stack, and what fragmentation costs. */
const overheadBytes = 32 * 1024 * 1024;
/** Extra heap for describing the error of a script that has used up its own. */
const lastWordsBytes = 1024 * 1024;
const scriptFile = "script";
const longestMethod = 100;

/** The package's types describe its CommonJS build, where the variant is one level deeper. */
const engineVariant = "default" in engineModule ? engineModule.default : engineModule;

/** Compiles the engine, once a thread. */
export async function compileEngine(): Promise<WebAssembly.Module> {
  const file = createRequire(import.meta.url).resolve("@jitl/quickjs-wasmfile-release-sync/wasm");
  return WebAssembly.compile(await readFile(file));
}

/**
 * Starts an engine, and keeps an image of its whole memory as the prelude of each API leaves it. Every run begins by writing
 * an image back, so nothing of a run can be seen by the next, and what a run leaves allocated needs no cleaning up.
 *
 * @param apis those to get ready now; others are when a script first needs them, in its time
 */
export async function openSandbox(
  engine: WebAssembly.Module,
  limits: ScriptLimits,
  random: Random,
  line: HostLine,
  apis: readonly SandboxApi[] = [],
): Promise<Sandbox> {
  const maximum = initialPages + Math.ceil((limits.memoryBytes + overheadBytes) / wasmPageBytes);
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum });
  const variant = newVariant(engineVariant, { wasmModule: engine, wasmMemory: memory });
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  const runtime = quickjs.newRuntime();
  const deadline = { at: Number.POSITIVE_INFINITY, passed: false };
  runtime.setInterruptHandler(() => {
    deadline.passed ||= performance.now() > deadline.at;
    return deadline.passed;
  });
  runtime.setMemoryLimit(limits.memoryBytes);
  runtime.setMaxStackSize(limits.stackBytes);
  const context = runtime.newContext();
  const natives = createNatives(systemClock, random);
  /** The worker's own part counts as the script's time; waiting for the host does not. */
  const ask = (method: string, args: string): string => {
    const native = natives.get(method);
    if (native !== undefined) return answerNatively(native, args);
    const begun = performance.now();
    const answer = line(method, args);
    deadline.at += performance.now() - begun;
    return answer;
  };
  const evaluate = (api: SandboxApi) => evaluatePrelude(api, context, random, boundedLine(ask, limits.callBytes));
  const stages = prepareStages(evaluate, memory);
  for (const api of apis) stages.of(api);
  let intact = true;

  /** A gateway script is a function, which may answer a promise: its value is handed over, and its jobs run. */
  const settle = (guest: GuestEntry, value: QuickJSHandle): { readonly error?: QuickJSHandle | undefined } => {
    const settled = call(context, guest.settle, value);
    return settled.error === undefined ? runtime.executePendingJobs() : settled;
  };
  const attempt = (guest: GuestEntry, { source, input, api }: SandboxRequest): SandboxReply => {
    const begun = call(context, guest.begin, context.newString(input));
    const evaluated = begun.error === undefined ? context.evalCode(source, scriptFile, { type: "global" }) : begun;
    const ran = api === "gateway" && evaluated.error === undefined ? settle(guest, evaluated.value) : evaluated;
    runtime.setMemoryLimit(limits.memoryBytes + lastWordsBytes);
    const said = ran.error === undefined ? call(context, guest.finish) : call(context, guest.fail, ran.error);
    if (said.error === undefined) return textOf(context, said.value, limits.resultBytes);
    runtime.setMemoryLimit(limits.memoryBytes + 2 * lastWordsBytes);
    const last = call(context, guest.fail, said.error);
    return last.error === undefined ? textOf(context, last.value, limits.resultBytes) : { kind: "no-text" };
  };

  return {
    get pristine() {
      return intact && !stages.outgrown();
    },
    run(request) {
      deadline.at = Number.POSITIVE_INFINITY;
      deadline.passed = false;
      const { guest, image } = stages.of(request.api);
      image.restore();
      deadline.at = performance.now() + limits.cpuMs;
      try {
        const reply = attempt(guest, request);
        return deadline.passed || performance.now() > deadline.at ? { kind: "timeout" } : reply;
      } catch (thrown) {
        intact = false;
        return deadline.passed ? { kind: "timeout" } : crashed(thrown);
      }
    },
  };
}

type GuestResult = ReturnType<QuickJSContext["callFunction"]>;

interface GuestEntry {
  readonly begin: QuickJSHandle;
  readonly settle: QuickJSHandle;
  readonly finish: QuickJSHandle;
  readonly fail: QuickJSHandle;
}

type GuestLine = (context: QuickJSContext, method: QuickJSHandle, args: QuickJSHandle) => QuickJSHandle;

/** Looks at types and sizes before anything is copied out of the guest. */
function boundedLine(ask: HostLine, callBytes: number): GuestLine {
  return (context, method, args) => {
    const name = textOf(context, method, longestMethod);
    const text = textOf(context, args, callBytes);
    if (name.kind !== "text" || text.kind !== "text") {
      return context.newString(JSON.stringify({ error: "the call is larger than allowed" }));
    }
    return context.newString(ask(name.text, text.text));
  };
}

/** The memory as the scripts of an API find it, and the functions that its prelude left there. */
interface Stage {
  readonly guest: GuestEntry;
  readonly image: MemoryImage;
}

interface Stages {
  of(api: SandboxApi): Stage;
  outgrown(): boolean;
}

/** The stage of one API has nothing of another. Each is made when first needed. */
function prepareStages(evaluate: (api: SandboxApi) => GuestEntry, memory: WebAssembly.Memory): Stages {
  const bare = captureImage(memory);
  const prepared = new Map<SandboxApi, Stage>();
  return {
    outgrown: bare.outgrown,
    of: (api) => {
      const known = prepared.get(api);
      if (known !== undefined) return known;
      bare.restore();
      const stage = { guest: evaluate(api), image: captureImage(memory) };
      prepared.set(api, stage);
      return stage;
    },
  };
}

function evaluatePrelude(api: SandboxApi, context: QuickJSContext, random: Random, line: GuestLine): GuestEntry {
  const guest = context.newObject();
  context.setProp(
    guest,
    "random",
    context.newFunction("random", () => context.newNumber(fraction(random))),
  );
  context.setProp(
    guest,
    "host",
    context.newFunction("host", (name, args) => line(context, name, args)),
  );
  // One by one: what the parser of the last one needed is free for the next, which keeps the image small.
  const evaluate = (module: string): QuickJSHandle =>
    context
      .unwrapResult(context.evalCode(module, "prelude", { type: "global" }))
      .consume((make) => context.unwrapResult(context.callFunction(make, context.undefined, guest)));
  const entry = preludeOf(api).map(evaluate).at(-1) ?? context.undefined;
  const method = (name: string): QuickJSHandle => context.getProp(entry, name);
  context.unwrapResult(call(context, method("prepare"), context.newString(api)));
  return { begin: method("begin"), settle: method("settle"), finish: method("finish"), fail: method("fail") };
}

/** The engine seeds Math.random when it starts, so an image would always give the same numbers. */
function fraction(random: Random): number {
  return random.bytes(6).readUIntBE(0, 6) / 2 ** 48;
}

/** Calls a prelude function and disposes of its arguments. */
function call(context: QuickJSContext, method: QuickJSHandle, ...args: QuickJSHandle[]): GuestResult {
  const result = context.callFunction(method, context.undefined, ...args);
  for (const arg of args) arg.dispose();
  return result;
}

/** Only a primitive string is taken out of a guest, and only after its length is known. */
function textOf(context: QuickJSContext, said: QuickJSHandle, limit: number): SandboxReply {
  if (context.typeof(said) !== "string") return { kind: "no-text" };
  const length = context.getProp(said, "length").consume((handle) => context.getNumber(handle));
  if (!(length <= limit)) return { kind: "oversized" };
  return { kind: "text", text: context.getString(said) };
}

/** A native function of the engine that recursed deeper than the host's stack ends as a RangeError of the host. */
function crashed(thrown: unknown): SandboxReply {
  if (thrown instanceof RangeError) return { kind: "stack-overflow" };
  return { kind: "engine-failed", detail: thrown instanceof Error ? thrown.message : String(thrown) };
}
