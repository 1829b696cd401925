import { type FrozenClock, frozenClock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import { seededRandom } from "../../core/random.ts";
import {
  createEngine,
  type Execution,
  failureId,
  journeyFileSchema,
  loadJourneys,
  type Result,
  successId,
} from "../../journey/index.ts";
import { nodeCatalogue } from "../catalogue/index.ts";
import type { NodeServices } from "../services.ts";
import { noRequest, noServices } from "./run-node.ts";

/** A node in short: type, attributes, connections. `ok` and `no` stand for the two ends. */
type ShortNode = readonly [type: string, attributes: JsonObject, connections: Readonly<Record<string, string>>];

interface Login {
  readonly clock: FrozenClock;
  start(): Promise<Result>;
  /** Answers each callback of a step with one value; an empty one where nothing is to be answered. */
  answer(step: Result, ...values: (string | number)[]): Promise<Result>;
}

/** A journey of nodes of the catalogue, of which the first is the entry. */
export function journeyOf(nodes: Readonly<Record<string, ShortNode>>, services: Partial<NodeServices> = {}): Login {
  const ends: Readonly<Record<string, string>> = { ok: successId, no: failureId };
  const placed = Object.entries(nodes).map(([id, [nodeType, , connections]]) => {
    const targets = Object.entries(connections).map(([outcome, to]) => [outcome, ends[to] ?? to]);
    return [id, { nodeType, displayName: id, connections: Object.fromEntries(targets) }];
  });
  const file = {
    tree: { _id: "journey", entryNodeId: Object.keys(nodes)[0], nodes: Object.fromEntries(placed) },
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, [type, own]]) => [id, { ...own, _type: { _id: type } }])),
  };
  const journeys = loadJourneys(
    journeyFileSchema.parse(file).map((journey) => ({ file: "journey.json", journey })),
    nodeCatalogue,
  );
  const clock = frozenClock("2026-01-01T00:00:00Z");
  const random = seededRandom("journey");
  const engine = createEngine({
    journeys: () => journeys,
    services: { ...noServices, clock, random, ...services },
    clock,
    random,
    trace: () => undefined,
  });
  const resumeUri = () => "";
  return {
    clock,
    start: () =>
      engine.start({ realm: "/alpha", journey: "journey", request: noRequest, duration: 300_000, resumeUri }),
    answer(step, ...values) {
      if (step.kind !== "step") throw new Error(`it did not wait: ${step.kind}`);
      const execution: Execution = JSON.parse(JSON.stringify(step.execution));
      const answers = execution.pending.map(({ type }, index) => ({ type, values: { "": values[index] ?? "" } }));
      return engine.resume(execution, answers, noRequest, resumeUri);
    },
  };
}

/** What a step asks: type, outputs and preset value of each callback. */
export function asked(step: Result): readonly (readonly [type: string, ...outputs: unknown[]])[] {
  if (step.kind !== "step") throw new Error(`it did not wait: ${step.kind}`);
  return step.execution.pending.map(({ type, output }) => [type, ...output.map(({ value }) => value)]);
}
