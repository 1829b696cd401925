import { z } from "zod";
import { type FrozenClock, frozenClock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import { seededRandom } from "../../core/random.ts";
import { type Effects, goTo, send, suspend, waitInside } from "../action.ts";
import { nameCallback } from "../callbacks/basic.ts";
import { answerText } from "../callbacks.ts";
import { createCatalogue } from "../catalogue.ts";
import type { EndEffects, EndKind } from "../ending.ts";
import { createEngine, type Engine, type StartInput } from "../engine.ts";
import type { Execution, Result } from "../execution.ts";
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

/** Runs an inner tree, and what it throws leaves by `error`, unless the node `throws` it on. */
const inner = defineNode<z.ZodObject<{ tree: z.ZodString; throws: z.ZodDefault<z.ZodBoolean> }>, null>({
  ...bare,
  type: "Inner",
  title: "Inner",
  config: z.object({ tree: z.string(), throws: z.boolean().default(false) }),
  outcomes: { true: "True", false: "False", error: "Error" },
  trees: ({ tree }) => [tree],
  async run({ config, runTree }) {
    const end = await runTree(config.tree);
    if (end.kind === "waiting") return waitInside(end.waiting);
    if (end.kind === "error" && config.throws) throw end.error;
    return goTo({ success: "true", failure: "false", error: "error" }[end.kind]);
  },
});

/** Waits for a link; with `minutes`, for that long. */
const mail = defineNode<z.ZodObject<{ minutes: z.ZodOptional<z.ZodNumber> }>, null>({
  ...bare,
  type: "Mail",
  title: "Mail",
  config: z.object({ minutes: z.number().optional() }),
  outcomes: one,
  run({ resumed, config: { minutes } }) {
    if (resumed) return goTo("outcome");
    return suspend({ message: (uri) => `go to ${uri}`, ...(minutes === undefined ? {} : { minutes }) });
  },
});

/** Judges the device, as the Intune node does. */
const device = defineNode<z.ZodObject<Record<never, never>>, null>({
  ...bare,
  type: "Device",
  title: "Device",
  config: z.object({}),
  outcomes: one,
  provesDevice: true,
  run: () => goTo("outcome"),
});

/** Wants things of the session and of the end of the journey; what it wants stands in its attributes. */
const want = defineNode<
  z.ZodObject<{ effects: z.ZodCustom<Effects, Effects>; ends: z.ZodDefault<z.ZodCustom<Ends, Ends>> }>,
  null
>({
  ...bare,
  type: "Want",
  title: "Want",
  config: z.object({ effects: z.custom<Effects>(), ends: z.custom<Ends>().default({}) }),
  outcomes: one,
  run: ({ config }) => goTo("outcome", config.effects),
  atEnd({ end, config, data, sessionProperties }) {
    const effects = config.ends[end];
    if (effects === "tells") return { details: sessionProperties };
    if (effects === "throws") throw new Error("the hook failed");
    return effects ?? { details: { [String(data.name)]: end } };
  },
});

type Ends = Partial<Record<EndKind, EndEffects | "throws" | "tells">>;

/** Writes what it is told of the journey into shared state, under its id. */
const probe = defineNode<z.ZodObject<Record<never, never>>, null>({
  ...bare,
  type: "Probe",
  title: "Probe",
  config: z.object({}),
  outcomes: { one: "One", other: "Other" },
  run({ node, state, authIdPresent, treeDuration, resumed, user, reachableAuthLevel }) {
    const reachable = ["one", "other"].map(reachableAuthLevel);
    state.putShared(node.id, { authIdPresent, treeDuration, resumed, reachable, user: user?.username ?? null });
    return goTo("one");
  },
});

/** Adds to the auth level, and does not care which of its two outcomes it leaves by. */
const raise = defineNode<z.ZodObject<{ by: z.ZodNumber }>, null>({
  ...bare,
  type: "Raise",
  title: "Raise",
  config: z.object({ by: z.number() }),
  outcomes: { one: "One", other: "Other" },
  raisesAuthLevel: ({ by }) => by,
  run: () => goTo("one"),
});

export const testNodes: NodeDefinition<null>[] = [ask, check, fail, inner, mail, device, want, raise, probe];

const beginning = Date.parse("2026-01-01T00:00:00Z");

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
  origin: "https://login.example.com",
  clientIp: "127.0.0.1",
  clientCertificates: [],
  peer: { address: "127.0.0.1", headers: new Map() },
  certificate: null,
  existingSession: null,
  locales: [],
};

/** An engine over these journeys, the trace it wrote and its clock. */
export function engineFor(...files: JourneyFile[]): { engine: Engine; trace: TraceEvent[]; clock: FrozenClock } {
  const clock = frozenClock(beginning);
  const trace: TraceEvent[] = [];
  const catalogue = createCatalogue(testNodes);
  const journeys = loadJourneys(
    files.map((journey) => ({ file: "test.json", journey })),
    catalogue,
  );
  const engine = createEngine({
    journeys: (realm) => (realm === "/" ? journeys : undefined),
    services: null,
    clock,
    random: seededRandom("engine"),
    trace: (event) => trace.push(event),
  });
  return { engine, trace, clock };
}

export const resumeUri = (id: string): string => `https://am.test/?suspendedId=${id}`;

export const begin = (engine: Engine, journey: string, more: Partial<StartInput> = {}) =>
  engine.start({ realm: "/", journey, request: noRequest, duration: 300_000, resumeUri, ...more });

/** Goes on with one text for each callback that waits. */
export const answer = (engine: Engine, execution: Execution, text: string, request = noRequest) =>
  engine.resume(
    execution,
    execution.pending.map(({ type }) => ({ type, values: { "": text } })),
    request,
    resumeUri,
  );

/** What is kept between two requests, after a trip through JSON: an execution is plain data. */
/** The shared state at the end of a journey that succeeded. */
export function sharedOf(result: Result): JsonObject {
  if (result.kind === "success") return Object.fromEntries(result.shared);
  throw new Error(`the journey came to ${JSON.stringify(result)}`);
}

export function waiting(result: Result): Execution {
  if (result.kind !== "step" && result.kind !== "suspended") throw new Error(`it did not wait: ${result.kind}`);
  return JSON.parse(JSON.stringify(result.execution));
}
