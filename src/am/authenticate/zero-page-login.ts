import type { Answer, Callback, Result } from "../../journey/index.ts";
import { headerOf } from "../caller.ts";
import { credentialOf } from "../credentials.ts";
import type { Exchange } from "../exchange.ts";

/** The steps that one request may be spared: user name and password, on one page or on two. */
const mostSteps = 2;

type Pending = Extract<Result, { kind: "step" }>;

/**
 * Zero-page login (facts: "Zero-page login"): a step that asks for nothing but user name and password is answered from
 * the headers of the request that started the journey. Each header answers once, so that a refused password is not tried
 * again and again; and the answers go to the nodes like any others, under the same limits.
 */
export async function zeroPageLogin(
  result: Result,
  exchange: Exchange,
  resume: (step: Pending, answers: readonly Answer[]) => Promise<Result>,
): Promise<Result> {
  if (!mayAnswer(exchange)) return result;
  const left = new Map([
    ["NameCallback", credentialOf(exchange.caller, "x-openam-username")],
    ["PasswordCallback", credentialOf(exchange.caller, "x-openam-password")],
  ]);
  let current = result;
  for (let step = 0; step < mostSteps && current.kind === "step"; step += 1) {
    const answers = answersTo(current.execution.pending, left);
    if (answers === null) break;
    current = await resume(current, answers);
  }
  return current;
}

function mayAnswer({ realm, caller }: Exchange): boolean {
  const { enabled, allowedWithoutReferer, refererWhitelist } = realm.settings.zeroPageLogin;
  if (!enabled) return false;
  const referer = headerOf(caller, "referer");
  return referer === undefined ? allowedWithoutReferer : refererWhitelist.includes(referer);
}

/** An answer to every callback, each from a header that was not used before; or null. */
function answersTo(pending: readonly Callback[], left: Map<string, string | null>): readonly Answer[] | null {
  const types = pending.map(({ type }) => type);
  if (types.length === 0 || new Set(types).size !== types.length) return null;
  const answers: Answer[] = [];
  for (const type of types) {
    const value = left.get(type) ?? null;
    if (value === null) return null;
    answers.push({ type, values: { "": value } });
  }
  for (const type of types) left.delete(type);
  return answers;
}
