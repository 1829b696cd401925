import type { DiagnosisStep, DiagnosisStepName, IntuneClient } from "../../microsoft/index.ts";
import { incompleteStep } from "./incomplete.ts";
import { isQuestion, type NodeConnection, type Question } from "./question.ts";

/** A step of a diagnosis; `ok` is null for one that was not reached. */
export type VerifiedStep = DiagnosisStep | { readonly name: DiagnosisStepName; readonly ok: null };

const order: readonly DiagnosisStepName[] = [
  "configuration",
  "dns",
  "tls",
  "token",
  "permissions",
  "licence",
  "permission",
];

/** Tries everything that a node's question needs. Each step comes as soon as it is known. */
export async function* verifyConnection(
  client: IntuneClient,
  { question }: NodeConnection,
  deviceId: string | undefined,
): AsyncGenerator<VerifiedStep, void, void> {
  const steps = isQuestion(question)
    ? client.diagnose(question.connection, wishes(question, deviceId))
    : [incompleteStep(question)];
  const ahead: DiagnosisStepName[] = deviceId === undefined ? [...order] : [...order, "device"];
  for await (const step of steps) {
    // Those before it of which nothing was said were not reached.
    const passed = ahead.splice(0, ahead.indexOf(step.name) + 1);
    yield* passed.filter((name) => name !== step.name).map(notReached);
    yield step;
  }
  yield* ahead.map(notReached);
}

function notReached(name: DiagnosisStepName): VerifiedStep {
  return { name, ok: null };
}

function wishes({ options }: Question, deviceId: string | undefined): Parameters<IntuneClient["diagnose"]>[1] {
  if (deviceId === undefined) return {};
  return options.idKind === undefined ? { deviceId } : { deviceId, idKind: options.idKind };
}
