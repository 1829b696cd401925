import { systemRandom } from "../../core/random.ts";
import { bindings } from "../host/calls.ts";
import { defaultLimits, type ScriptLimits } from "../javascript/limits.ts";
import { readReply, resultOf } from "../javascript/reply.ts";
import { compileEngine, type HostLine, openSandbox } from "../javascript/sandbox.ts";
import type { ScriptApi, ScriptInput, ScriptResult, ScriptSource } from "../javascript/script.ts";

export const emptyInput: ScriptInput = {
  sharedState: {},
  transientState: {},
  secureState: {},
  requestHeaders: {},
  requestParameters: {},
  requestCookies: {},
  existingSession: null,
  realm: "/alpha",
  cookieName: "iPlanetDirectoryPro",
  resumedFromSuspend: false,
  callbacks: [],
};

export function scriptOf(source: string, api: ScriptApi): ScriptSource {
  return { id: "11e1a3c0-0000-4000-8000-000000000000", name: "Decide", source, api };
}

export interface TestSandbox {
  run(source: string, input?: Partial<ScriptInput>): ScriptResult;
}

/** A host that offers nothing. */
const noHost: HostLine = (method) =>
  JSON.stringify({ failure: { code: "unsupported", message: bindings.get(method) ?? method } });

/** A sandbox in this thread, for tests of what scripts see; each run starts afresh. */
export async function testSandbox(
  api: ScriptApi,
  limits: Partial<ScriptLimits> = {},
  line: HostLine = noHost,
): Promise<TestSandbox> {
  const allLimits = { ...defaultLimits, cpuMs: 5000, ...limits };
  const sandbox = await openSandbox(await compileEngine(), allLimits, systemRandom, line);
  return {
    run(source, input) {
      const script = scriptOf(source, api);
      const text = JSON.stringify({ ...emptyInput, ...input, scriptName: script.name, logBytes: allLimits.logBytes });
      return resultOf(readReply(sandbox.run({ source, api, input: text }), script));
    },
  };
}
