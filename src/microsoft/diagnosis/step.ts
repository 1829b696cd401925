import type { ReasonCode } from "../reasons.ts";

/**
 * In the order in which they are tried; `dns` and `tls` once per host. `permissions`: what the token carries. `licence`: whether
 * the tenant has Intune. `permission`: whether Intune lets the app list devices now; when Graph throttles or is out, `licence` is not reached. `device`: one device, when an id was given.
 */
export type DiagnosisStepName =
  | "configuration"
  | "dns"
  | "tls"
  | "token"
  | "permissions"
  | "licence"
  | "permission"
  | "device";

/** What one step of a diagnosis found. The first step that is not ok is the last, except for `permissions`. */
export interface DiagnosisStep {
  readonly name: DiagnosisStepName;
  readonly ok: boolean;
  /** `null` when there is nothing to remark; a step that is ok may have one, such as a certificate that expires soon. */
  readonly reason: ReasonCode | null;
  /** What was found, in a sentence; holds no secret, token or full URL. */
  readonly detail: string;
  /** What to do about it; `null` when there is no reason. */
  readonly next: string | null;
}
