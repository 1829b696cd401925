import type { AuthError } from "@azure/msal-node";
import type { Credential } from "../credential.ts";
import { failure, plainCode, type VerdictFailure } from "../failure.ts";
import type { ReasonCode } from "../reasons.ts";
import { refusalReason } from "./refusal.ts";
import type { TokenAnswer, TokenRefusal } from "./token-answer.ts";

/** What came of asking: the answer, if one was received, and MSAL's own error, which says only that there is no token. */
export interface Asked {
  readonly answer: TokenAnswer | undefined;
  readonly error: AuthError | null;
}

/** The failure that anything but a token amounts to. */
export function tokenFailure({ answer, error }: Asked, kind: Credential["kind"], requestId: string): VerdictFailure {
  const isMachine = kind === "managed-identity";
  if (answer?.kind === "refused") {
    const codes = answer.codes.map((code) => `AADSTS${code}`);
    const cause = [prefix(isMachine), answer.status, plainCode(answer.error), plainCode(answer.suberror), ...codes];
    const causes = [cause.filter((part) => part !== "").join(" ")];
    const requestIds = answer.requestIds.length > 0 ? answer.requestIds : [requestId];
    const reason = isMachine ? machineReason(answer) : refusalReason(answer, kind);
    return failure(reason, { status: answer.status, requestIds, causes });
  }
  if (answer?.kind === "unreadable") {
    const cause = [prefix(isMachine), answer.status, answer.fault].filter((part) => part !== null).join(" ");
    const isAbsent = isMachine && answer.status === null;
    const reason = isAbsent ? "managed-identity-unavailable" : "entra-unavailable";
    return failure(reason, { status: answer.status, requestIds: [requestId], causes: [cause] });
  }
  const causes = [`AuthError: ${plainCode(error?.errorCode) || "nothing was sent"}`];
  return failure(isMachine ? "managed-identity-unavailable" : "token-request-rejected", {
    requestIds: [requestId],
    causes,
  });
}

function prefix(isMachine: boolean): string {
  return isMachine ? "ManagedIdentityAnswer:" : "EntraAnswer:";
}

function machineReason({ status }: TokenRefusal): ReasonCode {
  return status >= 500 || status === 429 || status === 408 ? "entra-unavailable" : "managed-identity-rejected";
}
