import { frozenClock } from "../../core/clock.ts";
import type { JsonObject } from "../../core/json.ts";
import { seededRandom } from "../../core/random.ts";
import {
  type Action,
  type Answer,
  createTreeState,
  type EndEffects,
  type EndKind,
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
import type { DeviceProfile } from "../../users/index.ts";
import { usersFake } from "../../users/testing/fakes.ts";
import { defaultIdentityPolicy } from "../identity/policy.ts";
import type { NodeServices } from "../services.ts";

/** Runs one node on its own, so that a node's test reads as a table of outcomes. */
export interface NodeRun {
  readonly attributes?: JsonObject;
  readonly shared?: JsonObject;
  readonly transient?: JsonObject;
  readonly headers?: Record<string, readonly string[]>;
  /** Anything else of the request. */
  readonly request?: Partial<RequestFacts>;
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
  /** Whether the link was followed that the node suspended the journey for. */
  readonly resumed?: boolean;
  /** False on a journey's first request; true unless given. */
  readonly authIdPresent?: boolean;
  /** Minutes that the journey may take; 5 unless given. */
  readonly treeDuration?: number;
  /** What nodes set of the session, for a node that looks at the end of the journey. */
  readonly sessionProperties?: Readonly<Record<string, string>>;
  /** The highest auth level behind each outcome; an outcome that is not listed leads nowhere. */
  readonly reachable?: Readonly<Record<string, number>>;
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
    request: requestOf(run),
    answers: run.answers == null ? null : run.answers.map(toAnswer),
    memory: run.memory ?? {},
    resumed: run.resumed ?? false,
    authIdPresent: run.authIdPresent ?? true,
    treeDuration: run.treeDuration ?? 5,
    reachableAuthLevel: (outcome) => run.reachable?.[outcome] ?? null,
    services: { ...noServices, ...run.services },
    runTree: run.innerTree ?? (() => Promise.reject(new Error("no inner tree in this test"))),
    runChild: () => Promise.reject(new Error("no children in this test")),
  });
  return { action, outcome: action.kind === "goTo" ? action.outcome : "waits", state };
}

/** What a node does at the end of a journey in which it recorded `hook`. */
export function endNode(
  definition: NodeDefinition<NodeServices>,
  end: EndKind,
  hook: JsonObject,
  run: NodeRun = {},
): Promise<EndEffects> {
  return definition.bind(run.attributes ?? {}).atEnd({
    end,
    data: hook,
    node: { id: "node-1", type: definition.type, displayName: definition.title },
    realm: "/alpha",
    journey: "test",
    user: run.user ?? null,
    shared: new Map(Object.entries(run.shared ?? {})),
    sessionProperties: run.sessionProperties ?? {},
    request: requestOf(run),
    services: { ...noServices, ...run.services },
  });
}

function requestOf({ headers = {}, locales = [], request }: NodeRun): RequestFacts {
  return { ...noRequest, headers: new Map(Object.entries(headers)), locales, ...request };
}

function toAnswer(value: string | number | boolean | Answer): Answer {
  return typeof value === "object" ? value : { type: "NameCallback", values: { "": value } };
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

const unexpected = (what: string) => () => {
  throw new Error(`this test expected no call to ${what}`);
};

const uncounted = { begin: () => ({ forgive: () => undefined }) };

export const noServices: NodeServices = {
  mail: { send: unexpected("the mail server") },
  mailAccount: null,
  emailTemplate: () => undefined,
  secret: () => null,
  directories: { check: unexpected("a directory"), change: unexpected("a directory") },
  directoryAttempts: uncounted,
  codeAttempts: { judge: (_realm, _username, _clientIp, work) => work() },
  compliance: complianceFake({ verdict: unexpected("Microsoft") }),
  connections: new Map(),
  recheckPace: { take: unexpected("the pace of checks") },
  nodeAt: () => undefined,
  cloud: { login: "https://login.test", graph: "https://graph.test" },
  users: usersFake({}),
  identityPolicy: () => defaultIdentityPolicy,
  metrics: { mark: unexpected("metrics"), time: unexpected("metrics") },
  scripts: { run: unexpected("the sandbox"), close: async () => undefined },
  script: () => undefined,
  cookieName: () => "iPlanetDirectoryPro",
  clientAuthorities: null,
  certificateDirectory: { holdsCertificate: unexpected("a directory") },
  crls: { check: unexpected("revocation lists") },
  clock: frozenClock("2026-01-01T00:00:00Z"),
  random: seededRandom("nodes"),
  log: { warn: unexpected("the log") },
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

export { usersFake } from "../../users/testing/fakes.ts";

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

/** Users whose device profiles are these. */
export function profilesFake(profiles: readonly DeviceProfile[]): Pick<NodeServices, "users"> {
  const deviceProfiles = { list: () => profiles, save: unexpected("save a profile"), remove: unexpected("remove one") };
  return { users: usersFake({ deviceProfiles: () => deviceProfiles }) };
}
