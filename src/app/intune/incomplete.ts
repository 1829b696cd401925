import type { DiagnosisStep } from "../../microsoft/index.ts";
import { howToGiveToken } from "./missing-tokens.ts";
import type { MissingSetting } from "./question.ts";

/** Secrets that an export of PingAM never holds, and what the secrets directory may call them. */
const secrets: readonly (readonly [key: string, label: string, name: string])[] = [
  ["appRegistrationClientSecret", "Client Secret", "intune.client.secret"],
  ["userPassword", "Azure Admin User Password", "intune.admin.password"],
];

/** The failed step for a node that lacks a setting. */
export function incompleteStep({ missing, token }: MissingSetting): DiagnosisStep {
  const failed = { name: "configuration", ok: false, reason: "not-configured" } as const;
  if (token !== undefined) {
    const detail = `${token.attribute} names the token &{${token.token}}, which has no value.`;
    return { ...failed, detail, next: howToGiveToken(token.token) };
  }
  const secret = secrets.find(([key]) => missing.startsWith(key));
  if (secret === undefined) {
    return {
      ...failed,
      detail: `The node cannot ask Microsoft: ${missing}.`,
      next: "Complete it in the journey file.",
    };
  }
  const [key, label, name] = secret;
  return {
    ...failed,
    detail: `The node has no ${label} (${key}); an exported journey holds no secrets.`,
    next: `Write it to the secrets directory as ${name}, and name it in the journey: "${key}": "&{${name}}".`,
  };
}
