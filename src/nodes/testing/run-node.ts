import { frozenClock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import {
  type Action,
  type Answer,
  createTreeState,
  type IdentifiedUser,
  type NodeDefinition,
  type NodeName,
  type RequestFacts,
  type TreeEnd,
  type TreeState,
} from "../../journey/index.ts";
import type {
  FailingSettings,
  UnknownSettings,
  Verdict,
  VerdictFailure,
  VerdictOptions,
} from "../../microsoft/index.ts";
import type { ScriptResult } from "../../script/index.ts";
import type { Users } from "../../users/index.ts";
import type { NodeServices } from "../services.ts";

/** Runs one node on its own, so that a node's test reads as a table of outcomes. */
export interface NodeRun {
  readonly attributes?: JsonObject;
  readonly shared?: JsonObject;
  readonly transient?: JsonObject;
  readonly headers?: Record<string, readonly string[]>;
  /** Each the value of one callback, in order; an object is an answer of its own type. */
  readonly answers?: readonly (string | number | boolean | Answer)[] | null;
  readonly memory?: JsonObject;
  readonly services?: Partial<NodeServices>;
  readonly innerTree?: () => Promise<TreeEnd>;
  readonly locales?: readonly string[];
  /** Who has proved to be whom before. */
  readonly user?: IdentifiedUser;
  /** The node that wrote what stands in `shared`. */
  readonly writer?: NodeName;
}

export interface NodeOutcome {
  readonly action: Action;
  /** The outcome it left by, or "waits". */
  readonly outcome: string;
  readonly state: TreeState;
}

export async function runNode(definition: NodeDefinition<NodeServices>, run: NodeRun = {}): Promise<NodeOutcome> {
  const shared = run.shared ?? {};
  const written = run.writer === undefined ? [] : [{ node: run.writer, keys: Object.keys(shared) }];
  const node = { id: "node-1", type: definition.type, displayName: definition.title };
  const state = createTreeState(shared, {}, written).writtenBy(node);
  for (const [key, value] of Object.entries(run.transient ?? {})) state.putTransient(key, value);
  const action = await definition.bind(run.attributes ?? {}).run({
    node,
    realm: "/alpha",
    journey: "test",
    tree: "test",
    user: run.user ?? null,
    state,
    request: { ...noRequest, headers: new Map(Object.entries(run.headers ?? {})), locales: run.locales ?? [] },
    answers: run.answers == null ? null : run.answers.map(toAnswer),
    memory: run.memory ?? {},
    services: { ...noServices, ...run.services },
    runTree: run.innerTree ?? (() => Promise.reject(new Error("no inner tree in this test"))),
    runChild: () => Promise.reject(new Error("no children in this test")),
  });
  return { action, outcome: action.kind === "goTo" ? action.outcome : "waits", state };
}

function toAnswer(value: string | number | boolean | Answer): Answer {
  return typeof value === "object" ? value : { type: "NameCallback", values: { "": value } };
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

const unexpected = (what: string) => () => {
  throw new Error(`this test expected no call to ${what}`);
};

export const noServices: NodeServices = {
  compliance: complianceFake({ verdict: unexpected("Microsoft") }),
  connections: new Map(),
  recheckPace: { take: unexpected("the pace of checks") },
  nodeAt: () => undefined,
  cloud: { login: "https://login.test", graph: "https://graph.test" },
  users: usersFake({}),
  scripts: { run: unexpected("the sandbox"), close: async () => undefined },
  script: () => undefined,
  cookieName: () => "iPlanetDirectoryPro",
  clock: frozenClock("2026-01-01T00:00:00Z"),
};

interface ComplianceAnswers {
  readonly verdict: (options: VerdictOptions) => Verdict | VerdictFailure;
  readonly apps: () => readonly string[] | VerdictFailure;
  readonly failing: () => FailingSettings | UnknownSettings;
}

export function complianceFake(fake: Partial<ComplianceAnswers>): NodeServices["compliance"] {
  return {
    verdict: async (_connection, _deviceId, options = {}) => (fake.verdict ?? unexpected("Microsoft"))(options),
    detectedApps: async () => {
      const apps = (fake.apps ?? unexpected("Microsoft for apps"))();
      return "outcome" in apps ? apps : { outcome: "apps", names: apps };
    },
    failingSettings: async () => (fake.failing ?? unexpected("Microsoft for failing settings"))(),
  };
}

export function usersFake(fake: Partial<Users>): Users {
  return {
    authenticate: unexpected("the identities"),
    verifyTotp: unexpected("the identities"),
    hasOathDevice: () => false,
    seed: unexpected("seed"),
    find: () => null,
    ...fake,
  };
}

export function scriptReturning(result: Partial<ScriptResult>): Pick<NodeServices, "scripts" | "script"> {
  const nothing = {
    outcome: null,
    stateChanges: [],
    sessionProperties: {},
    callbacks: [],
    logs: [],
    auditEntryDetail: null,
  };
  const file = { id: "s", name: "s", source: "", language: "JAVASCRIPT", context: "", evaluatorVersion: "2.0" };
  return {
    scripts: { run: async () => ({ ...nothing, ...result }), close: async () => undefined },
    script: () => file,
  };
}
