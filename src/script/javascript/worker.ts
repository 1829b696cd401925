import { parentPort, workerData } from "node:worker_threads";
import { systemRandom } from "../../core/random.ts";
import type { ScriptLimits } from "./limits.ts";
import { compileEngine, openSandbox, type SandboxReply, type SandboxRequest } from "./sandbox.ts";

/** The thread that runs scripts: posts `ready` once, then one reply to each request, in order. */

export type WorkerMessage = { readonly kind: "ready" } | SandboxReply;

async function serve(limits: ScriptLimits, post: (message: WorkerMessage) => void): Promise<void> {
  const engine = await compileEngine();
  let sandbox = await openSandbox(engine, limits, systemRandom);
  let previous = Promise.resolve();
  const answer = async (request: SandboxRequest): Promise<void> => {
    if (!sandbox.pristine) sandbox = await openSandbox(engine, limits, systemRandom);
    post(sandbox.run(request));
  };
  parentPort?.on("message", (request: SandboxRequest) => {
    previous = previous.then(() => answer(request));
  });
  post({ kind: "ready" });
}

await serve(workerData, (message) => parentPort?.postMessage(message));
