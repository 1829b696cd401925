/** Journeys: the engine that runs PingAM's trees. Knows no HTTP, no vendor and no database. */
export { type Action, type Effects, goTo, send, waitInside } from "./action.ts";
export {
  type Answer,
  answerText,
  type Callback,
  confirmationCallback,
  isMetadata,
  messageTypes,
  nameCallback,
  passwordCallback,
  textOutputCallback,
} from "./callbacks.ts";
export { type Catalogue, createCatalogue } from "./catalogue.ts";
export { createEngine, type Engine, type EngineOptions, type StartInput } from "./engine.ts";
export { journeyErrors } from "./errors.ts";
export {
  type Execution,
  type FailureResult,
  type Frame,
  type Gathered,
  type IdentifiedUser,
  integerOf,
  type Result,
  type StepResult,
  type SuccessResult,
  type Waiting,
} from "./execution.ts";
export { type JourneyFile, journeyFileSchema, type ScriptFile } from "./export-file.ts";
export { type JourneySet, type JourneySource, loadJourneys } from "./load.ts";
export {
  defineNode,
  type NodeContext,
  type NodeDefinition,
  type NodeSource,
  type Outcomes,
  type TreeEnd,
} from "./node.ts";
export type { NodeName } from "./node-name.ts";
export type { RequestFacts } from "./request.ts";
export { createTreeState, type NodeState, type StateChange, type StateKind, type TreeState } from "./state.ts";
export { redactChanges, type TraceEvent, type TraceSink } from "./trace.ts";
export { failureId, type Journey, type JourneyNode, successId } from "./tree.ts";
