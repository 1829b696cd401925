import { z } from "zod";
import { frozenClock } from "../../core/clock.ts";
import { seededRandom } from "../../core/random.ts";
import { goTo, send, waitInside } from "../action.ts";
import { answerText, nameCallback } from "../callbacks.ts";
import { createCatalogue } from "../catalogue.ts";
import { createEngine, type Engine } from "../engine.ts";
import type { JourneyFile } from "../export-file.ts";
import { journeyFileSchema } from "../export-file.ts";
import { loadJourneys } from "../load.ts";
import { defineNode, type NodeDefinition } from "../node.ts";
import type { RequestFacts } from "../request.ts";
import type { TraceEvent } from "../trace.ts";

/** The smallest journeys, for tests: nodes of four kinds, wired up in one line each. */

const bare = { version: 1, tags: [], reads: [], writes: [] } as const;
const one = { outcome: "Outcome" };

/** Asks for one text and puts it into shared state under `key`. */
const ask = defineNode<z.ZodObject<{ key: z.ZodString; transient: z.ZodDefault<z.ZodBoolean> }>, null>({
  ...bare,
  type: "Ask",
  title: "Ask",
  config: z.object({ key: z.string(), transient: z.boolean().default(false) }),
  outcomes: one,
  run({ answers, config, state }) {
    if (answers === null) return send([nameCallback(config.key)]);
    if (config.transient) state.putTransient(config.key, answerText(answers[0]));
    else state.putShared(config.key, answerText(answers[0]));
    return goTo("outcome");
  },
});

/** Leaves by `true` if state holds `value` under `key`. */
const check = defineNode<z.ZodObject<{ key: z.ZodString; value: z.ZodString }>, null>({
  ...bare,
  type: "Check",
  title: "Check",
  config: z.object({ key: z.string(), value: z.string() }),
  outcomes: { true: "True", false: "False" },
  reads: ["password"],
  run: ({ config, state }) => goTo(state.get(config.key) === config.value ? "true" : "false"),
});

const fail = defineNode<z.ZodObject<Record<never, never>>, null>({
  ...bare,
  type: "Throw",
  title: "Throw",
  config: z.object({}),
  outcomes: one,
  run() {
    throw new Error("boom");
  },
});

const inner = defineNode<z.ZodObject<{ tree: z.ZodString }>, null>({
  ...bare,
  type: "Inner",
  title: "Inner",
  config: z.object({ tree: z.string() }),
  outcomes: { true: "True", false: "False", error: "Error" },
  trees: ({ tree }) => [tree],
  async run({ config, runTree }) {
    const end = await runTree(config.tree);
    if (end.kind === "waiting") return waitInside(end.waiting);
    return goTo({ success: "true", failure: "false", error: "error" }[end.kind]);
  },
});

export const testNodes: NodeDefinition<null>[] = [ask, check, fail, inner];

/** A node in short: type, attributes, connections. `ok` and `no` stand for the two ends. */
export type ShortNode = readonly [type: string, attributes: object, connections: Record<string, string>];

const ends: Record<string, string> = {
  ok: "70e691a5-1e33-4ac3-a356-e7b6d60d92e0",
  no: "e301438c-0bd0-429c-ab0c-66126501069a",
};

/** A journey file in short; the first node is the entry. */
export function journeyFile(name: string, nodes: Record<string, ShortNode>, tree: object = {}): JourneyFile {
  const target = (id: string): string => ends[id] ?? id;
  const placed = Object.entries(nodes).map(([id, [nodeType, , connections]]) => [
    id,
    {
      nodeType,
      displayName: id,
      connections: Object.fromEntries(Object.entries(connections).map(([outcome, to]) => [outcome, target(to)])),
    },
  ]);
  const configured = Object.entries(nodes).map(([id, [type, attributes]]) => [
    id,
    { ...attributes, _id: id, _type: { _id: type } },
  ]);
  const file = {
    tree: { _id: name, entryNodeId: target(Object.keys(nodes)[0] ?? "ok"), nodes: Object.fromEntries(placed), ...tree },
    nodes: Object.fromEntries(configured),
  };
  return journeyFileSchema.parse(file)[0] as JourneyFile;
}

export const noRequest: RequestFacts = {
  headers: new Map(),
  parameters: new Map(),
  cookies: new Map(),
  clientIp: "127.0.0.1",
  certificate: null,
  existingSession: null,
  locales: [],
};

/** An engine over these journeys, and the trace it wrote. */
export function engineFor(...files: JourneyFile[]): { engine: Engine; trace: TraceEvent[] } {
  const trace: TraceEvent[] = [];
  const catalogue = createCatalogue(testNodes);
  const journeys = loadJourneys(
    files.map((journey) => ({ file: "test.json", journey })),
    catalogue,
  );
  const engine = createEngine({
    journeys: (realm) => (realm === "/" ? journeys : undefined),
    services: null,
    clock: frozenClock("2026-01-01T00:00:00Z"),
    random: seededRandom("engine"),
    trace: (event) => trace.push(event),
  });
  return { engine, trace };
}

export const begin = (engine: Engine, journey: string) =>
  engine.start({ realm: "/", journey, request: noRequest, duration: 300_000 });
