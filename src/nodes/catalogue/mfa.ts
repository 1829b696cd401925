import type { NodeDefinition } from "../../journey/index.ts";
import { enableDeviceManagementNode } from "../enable-device-management/index.ts";
import { getAuthenticatorAppNode } from "../get-authenticator-app/index.ts";
import { multiFactorRegistrationOptionsNode } from "../multi-factor-registration-options/index.ts";
import { oathDeviceStorageNode } from "../oath-device-storage/index.ts";
import { oathRegistrationNode } from "../oath-registration/index.ts";
import { oathTokenVerifierNode } from "../oath-token-verifier/index.ts";
import { oneTimePasswordCollectorDecisionNode } from "../one-time-password-collector-decision/index.ts";
import { oneTimePasswordGeneratorNode } from "../one-time-password-generator/index.ts";
import { oneTimePasswordSmsSenderNode } from "../one-time-password-sms-sender/index.ts";
import { oneTimePasswordSmtpSenderNode } from "../one-time-password-smtp-sender/index.ts";
import { optOutMultiFactorAuthenticationNode } from "../opt-out-multi-factor-authentication/index.ts";
import { recoveryCodeCollectorDecisionNode } from "../recovery-code-collector-decision/index.ts";
import { recoveryCodeDisplayNode } from "../recovery-code-display/index.ts";
import type { NodeServices } from "../services.ts";
import { webAuthnAuthenticationNode } from "../webauthn-authentication/index.ts";
import { webAuthnDeviceStorageNode } from "../webauthn-device-storage/index.ts";
import { webAuthnRegistrationNode } from "../webauthn-registration/index.ts";

/** Second factors: one-time codes, passkeys, recovery codes. */
export const mfaNodes: readonly NodeDefinition<NodeServices>[] = [
  enableDeviceManagementNode,
  getAuthenticatorAppNode,
  multiFactorRegistrationOptionsNode,
  oathDeviceStorageNode,
  oathRegistrationNode,
  oathTokenVerifierNode,
  oneTimePasswordCollectorDecisionNode,
  oneTimePasswordGeneratorNode,
  oneTimePasswordSmsSenderNode,
  oneTimePasswordSmtpSenderNode,
  optOutMultiFactorAuthenticationNode,
  recoveryCodeCollectorDecisionNode,
  recoveryCodeDisplayNode,
  webAuthnAuthenticationNode,
  webAuthnDeviceStorageNode,
  webAuthnRegistrationNode,
];
