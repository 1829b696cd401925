/** The catalogue of nodes: PingAM's type ids, attributes and outcomes. One folder a node. */

export { createCrls } from "../device/index.ts";
export { anonymousUserProperty, isAnonymousSession } from "./anonymous-user/anonymous-session.ts";
export { nodeCatalogue } from "./catalogue/index.ts";
export { nodeErrors } from "./errors.ts";
export { defaultIdentityPolicy, type IdentityPolicy, identityPolicyShape } from "./identity/policy.ts";
export { intuneAdvice, passwordGrantAdvice } from "./intune/advice.ts";
export { createRecheckPace, type RecheckPace } from "./intune-remediation/recheck-pace.ts";
export { createJourneyMetrics } from "./journey-metrics.ts";
export { createDirectories } from "./ldap-decision/create-directories.ts";
export { createMailer, type MailAccount } from "./mail/mailer.ts";
export { type EmailTemplate, emailTemplateSchema } from "./mail/template.ts";
export { createScriptPorts, type ScriptPortsOptions } from "./scripted-decision/ports.ts";
export type { NodeServices, PlacedNode } from "./services.ts";
