import { parentPort, workerData } from "node:worker_threads";
import { systemRandom } from "../../core/random.ts";
import { type HostCallMessage, hostLine, type LineEnd } from "./host-line.ts";
import type { ScriptLimits } from "./limits.ts";
import { compileEngine, openSandbox, type SandboxReply, type SandboxRequest } from "./sandbox.ts";
import type { SandboxApi } from "./script.ts";

/** The thread that runs scripts: posts `ready` once, then one reply to each request, in order, with calls in between. */

export type WorkerMessage = { readonly kind: "ready" } | SandboxReply | HostCallMessage;

export interface WorkerStart {
  readonly apis: readonly SandboxApi[];
  readonly limits: ScriptLimits;
  readonly line: LineEnd;
}

/** Beyond what the host allows itself. */
const patienceMs = 5000;

async function serve({ apis, limits, line }: WorkerStart, post: (message: WorkerMessage) => void): Promise<void> {
  const engine = await compileEngine();
  const host = hostLine(post, line, limits.ioMs + limits.suspendMs + patienceMs);
  const open = (ready: readonly SandboxApi[]) => openSandbox(engine, limits, systemRandom, host, ready);
  let sandbox = await open(apis);
  let previous = Promise.resolve();
  const answer = async (request: SandboxRequest): Promise<void> => {
    if (!sandbox.pristine) sandbox = await open([request.api]);
    post(sandbox.run(request));
  };
  parentPort?.on("message", (request: SandboxRequest) => {
    previous = previous.then(() => answer(request));
  });
  post({ kind: "ready" });
}

await serve(workerData, (message) => parentPort?.postMessage(message));
