import { jsonPointer } from "../../core/json.ts";
import { silentLogger } from "../../core/log.ts";
import { systemRandom } from "../../core/random.ts";
import { deviceIdHeaderValue } from "../../device/index.ts";
import { createTreeState, type NodeDefinition, type RequestFacts, type TreeState } from "../../journey/index.ts";
import { defaultIdentityPolicy, type NodeServices, nodeCatalogue } from "../../nodes/index.ts";
import { type Identity, partialUsers } from "../../users/index.ts";
import { appErrors } from "../errors.ts";
import type { ConfiguredNode } from "./configured-nodes.ts";
import { nodeLabel } from "./node-label.ts";

/**
 * Runs an Intune node outside a login. The node itself decides, so that a command and a login can never disagree; only
 * who answers it is chosen here.
 */

/** How the node decided. */
export interface Decision {
  readonly outcome: string;
  /** Why, as the trace of a login would have it. */
  readonly reason: string | null;
  /** What the node wrote as the cause of an error, for administrators. */
  readonly cause: string | null;
}

/** One visit to a node. */
export interface Visit {
  readonly deviceId: string;
  /** Who answers in Microsoft's place, or Microsoft. */
  readonly compliance: NodeServices["compliance"];
  /** The user who has signed in before, by every name that a rule may ask for; null: nobody. */
  readonly user: string | null;
}

export interface AskedNode {
  /** What the node does when the device id arrives as a gateway would send it. */
  decide(visit: Visit): Promise<Decision>;
}

/** What a node needs of the deployment. */
export type Surroundings = Pick<NodeServices, "cloud" | "connections" | "clock">;

/** @throws {app.not-configured} when the node's attributes are not valid */
export function askedNode(node: ConfiguredNode, surroundings: Surroundings): AskedNode {
  const definition = nodeCatalogue.find("IntuneNode");
  if (definition === undefined) throw appErrors.error("app.not-configured", { message: "there is no Intune node" });
  const bound = bind(definition, node);
  const attribute = attributeOf(node);
  return {
    async decide({ deviceId, compliance, user }) {
      const value = deviceIdHeaderValue(deviceId);
      const state = createTreeState({ [attribute]: value }, {});
      const action = await bound.run({
        node: { id: node.id, displayName: node.displayName, type: definition.type },
        realm: node.realm === "root" ? "/" : `/${node.realm}`,
        journey: node.journey,
        tree: node.journey,
        user: user === null ? null : { username: user, universalId: "" },
        state,
        request: { ...emptyRequest(), headers: new Map([[attribute.toLowerCase(), [value]]]) },
        answers: null,
        memory: {},
        resumed: false,
        authIdPresent: false,
        treeDuration: 5,
        reachableAuthLevel: () => null,
        services: { ...unused(node, user), ...surroundings, compliance },
        runTree: () => Promise.reject(notInACommand("an inner tree")),
        runChild: () => Promise.reject(notInACommand("a child")),
      });
      if (action.kind !== "goTo") throw notInACommand("callbacks");
      return { outcome: action.outcome, reason: action.reason ?? null, cause: causeIn(state) };
    },
  };
}

const causeKey = "[Microsoft Intune][Marketplace] StackTracke";

/** The text behind the date. */
function causeIn(state: TreeState): string | null {
  const written = state.get(causeKey);
  return typeof written === "string" ? written.replace(/^\S+: /, "") : null;
}

function bind(definition: NodeDefinition<NodeServices>, node: ConfiguredNode): ReturnType<typeof definition.bind> {
  const { error } = definition.config.safeParse(node.attributes);
  if (error === undefined) return definition.bind(node.attributes);
  const problems = error.issues.map(({ path, message }) => `${jsonPointer(path)}: ${message}`).join("; ");
  throw appErrors.error("app.not-configured", { message: `${node.file}: ${nodeLabel(node)}: ${problems}` });
}

/** Header or shared-state key: the node reads the one that its settings choose. */
function attributeOf({ attributes }: ConfiguredNode): string {
  return typeof attributes.inTuneHeader === "string" ? attributes.inTuneHeader : "x-intune";
}

function emptyRequest(): RequestFacts {
  return {
    headers: new Map(),
    parameters: new Map(),
    cookies: new Map(),
    origin: "https://login.example.com",
    clientIp: "",
    clientCertificates: [],
    peer: { address: "", headers: new Map() },
    certificate: null,
    existingSession: null,
    locales: [],
  };
}

/** What an Intune node has no use for, and the one user that there is. */
function unused(
  { attributes }: ConfiguredNode,
  user: string | null,
): Omit<NodeServices, keyof Surroundings | "compliance"> {
  const matched = typeof attributes.userMatchAttribute === "string" ? attributes.userMatchAttribute : "";
  const find = (realm: string, username: string): Identity | null => {
    if (user === null) return null;
    const attributes = { [matched]: [user] };
    return { realm, username, universalId: "", active: true, locked: false, roles: [], attributes };
  };
  return {
    users: partialUsers({ find, hasOathDevice: () => false }, (member) => {
      throw notInACommand(`users.${member}`);
    }),
    recheckPace: { take: () => 0 },
    metrics: { mark: () => undefined, time: () => undefined },
    identityPolicy: () => defaultIdentityPolicy,
    scripts: { run: () => Promise.reject(notInACommand("a script")), close: () => Promise.resolve() },
    script: () => undefined,
    mail: { send: () => Promise.reject(notInACommand("a mail server")) },
    mailAccount: null,
    emailTemplate: () => undefined,
    secret: () => null,
    directories: {
      check: () => Promise.reject(notInACommand("a directory")),
      change: () => Promise.reject(notInACommand("a directory")),
    },
    clientAuthorities: null,
    certificateDirectory: { holdsCertificate: () => Promise.reject(notInACommand("a directory")) },
    crls: { check: () => Promise.reject(notInACommand("a revocation list")) },
    directoryAttempts: { begin: () => ({ forgive: () => undefined }) },
    codeAttempts: { judge: (_realm, _username, _clientIp, work) => work() },
    nodeAt: () => undefined,
    cookieName: () => "",
    random: systemRandom,
    log: silentLogger,
  };
}

function notInACommand(what: string): Error {
  return new Error(`an Intune node asked for ${what} outside a login`);
}
