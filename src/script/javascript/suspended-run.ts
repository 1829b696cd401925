import type { Json } from "../../core/json.ts";
import { scriptErrors } from "../errors.ts";
import type { HostMethods } from "../host/calls.ts";
import { readDelivery, readReply, readSuspendedResult, resultOf } from "./reply.ts";
import type { SandboxReply } from "./sandbox.ts";
import type { ScriptResult, ScriptSource } from "./script.ts";

/**
 * A script that suspends its journey with a handler ends in two parts: its result comes as a call from the guest, which then
 * waits for the link, tells its handler, and replies. Meanwhile it holds its thread.
 */
export function runInTwoParts(
  script: ScriptSource,
  suspendMs: number,
  start: (methods: HostMethods) => Promise<SandboxReply>,
): Promise<ScriptResult> {
  const early = promised<ScriptResult>();
  const suspended = ([result = null]: readonly Json[]): Promise<Json> => {
    const link = promised<string>();
    const deliver = async (resumeUri: string): Promise<void> => {
      link.resolve(resumeUri);
      readDelivery(await reply, script);
    };
    early.resolve(resultOf(readSuspendedResult(result, script), deliver));
    return within(suspendMs, link.value);
  };
  const reply = start(new Map([["suspended", suspended]]));
  // After a result that came early, the reply only tells how the delivery ended: whoever never calls deliver never hears of it.
  return Promise.race([early.value, reply.then((said) => resultOf(readReply(said, script)))]);
}

interface Promised<Value> {
  readonly value: Promise<Value>;
  readonly resolve: (value: Value) => void;
}

function promised<Value>(): Promised<Value> {
  let resolve: (value: Value) => void = () => undefined;
  const value = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { value, resolve };
}

function within<Value>(milliseconds: number, value: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(scriptErrors.error("script.host-limit", { detail: "no link came in time" }));
    const timer = setTimeout(late, milliseconds);
    value.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
