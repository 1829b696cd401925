/** The journey client: speaks the authenticate API and knows neither a page nor a framework. */
export { readAddress } from "./address.ts";
export type { Failure, NoAnswer, Success } from "./answer.ts";
export { httpsUrl, sameOriginUrl, webUrl } from "./destination.ts";
export { createFlow, type Flow, type FlowState } from "./flow.ts";
export { type JourneyContext, sessionInfo } from "./journey.ts";
export { parseJson } from "./json.ts";
export type { RecoveryCodes } from "./script-text.ts";
export type { SessionInfo } from "./session.ts";
export { isScript, isWebAuthnAnswer, readSpecialStep, type SpecialStep } from "./special-step.ts";
export { type Callback, type InputValues, outputNumber, outputText, outputTexts, type Step } from "./step.ts";
export { assertionAnswer, errorAnswer, newCredentialAnswer, unsupportedAnswer } from "./webauthn-answer.ts";
export type { WebAuthnRequest } from "./webauthn-request.ts";
