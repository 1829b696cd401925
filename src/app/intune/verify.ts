import type { DiagnosisStep, DiagnosisStepName, IntuneClient } from "../../microsoft/index.ts";
import { isQuestion, type NodeConnection, type Question } from "./connections.ts";
import { incompleteStep } from "./incomplete.ts";

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
  const seen = new Set<DiagnosisStepName>();
  for await (const step of steps) {
    seen.add(step.name);
    yield step;
  }
  const wanted: readonly DiagnosisStepName[] = deviceId === undefined ? order : [...order, "device"];
  for (const name of wanted) if (!seen.has(name)) yield { name, ok: null };
}

function wishes({ options }: Question, deviceId: string | undefined): Parameters<IntuneClient["diagnose"]>[1] {
  if (deviceId === undefined) return {};
  return options.idKind === undefined ? { deviceId } : { deviceId, idKind: options.idKind };
}
