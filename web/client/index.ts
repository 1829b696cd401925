/** The journey client: speaks the authenticate API and knows neither a page nor a framework. */
export { readAddress } from "./address.ts";
export type { Failure, NoAnswer, Success } from "./answer.ts";
export { sameOriginUrl, webUrl } from "./destination.ts";
export { createFlow, type Flow, type FlowState } from "./flow.ts";
export { type JourneyContext, sessionInfo } from "./journey.ts";
export type { SessionInfo } from "./session.ts";
export { type Callback, type InputValues, outputNumber, outputText, outputTexts, type Step } from "./step.ts";
