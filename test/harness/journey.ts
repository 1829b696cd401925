import { failureId, successId } from "../../src/journey/index.ts";
import type { ChangeFile } from "./deployment.ts";

/** Journeys of a test's own, written down in a few lines and put into a deployment as exports that any other would be. */

export interface PlacedNode {
  readonly type: string;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where each outcome leads: another node's key, `success` or `failure`. */
  readonly to: Readonly<Record<string, string>>;
  /** The nodes on a page, in order: type, and settings if it has any. */
  readonly children?: Readonly<Record<string, string | readonly [type: string, config: object]>>;
}

export interface Written {
  /** The first is where the journey begins. */
  readonly nodes: Readonly<Record<string, PlacedNode>>;
  /** Members of the tree besides its nodes. */
  readonly tree?: Readonly<Record<string, unknown>>;
  /** Sources of next-gen scripts by id. */
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Puts a journey into a realm of a copied deployment. */
export function putJourney(file: ChangeFile, name: string, written: Written, realm = "alpha"): void {
  file(`realms/${realm}/journeys/${name}.journey.json`, (document) => Object.assign(document, exportOf(name, written)));
}

/** The export of one journey, as frodo writes it. */
export function exportOf(name: string, { nodes, tree = {}, scripts = {} }: Written): object {
  const [entryNodeId] = Object.keys(nodes);
  return {
    tree: { _id: name, entryNodeId, nodes: mapped(nodes, placed), ...tree },
    nodes: mapped(nodes, (node, key) => configured(key, node.type, { ...node.config, ...pageNodes(node) })),
    innerNodes: Object.assign({}, ...Object.values(nodes).map(childrenOf)),
    scripts: mapped(scripts, (source, id) => ({
      _id: id,
      name: `${name}: ${id}`,
      script: source.split("\n"),
      language: "JAVASCRIPT",
      context: "SCRIPTED_DECISION_NODE",
      evaluatorVersion: "2.0",
    })),
  };
}

/** A Scripted Decision node and what it takes. */
export function scripted(script: string, to: Readonly<Record<string, string>>): PlacedNode {
  const config = { script, outcomes: Object.keys(to), inputs: ["*"], outputs: ["*"] };
  return { type: "ScriptedDecisionNode", config, to };
}

/** User name and password on a page, and the check of both. */
export function passwordLogin(success = "success", failure = "failure"): Record<string, PlacedNode> {
  const children = { name: "UsernameCollectorNode", password: "PasswordCollectorNode" };
  return {
    page: { type: "PageNode", config: { pageHeader: { en: "Sign in" } }, children, to: { outcome: "check" } },
    check: { type: "DataStoreDecisionNode", to: { true: success, false: failure } },
  };
}

const ends: Readonly<Record<string, string>> = { success: successId, failure: failureId };

function placed({ type, to }: PlacedNode, key: string): object {
  const connections = mapped(to, (target) => ends[target] ?? target);
  return { nodeType: type, displayName: key, connections };
}

function configured(id: string, type: string, config: object): object {
  return { _id: id, ...config, _type: { _id: type, name: type, collection: true } };
}

function pageNodes({ children }: PlacedNode): object {
  if (children === undefined) return {};
  const nodes = Object.entries(children).map(([id, child]) => ({ _id: id, nodeType: both(child)[0], displayName: id }));
  return { nodes };
}

function childrenOf({ children = {} }: PlacedNode): object {
  return mapped(children, (child, id) => configured(id, ...both(child)));
}

function both(child: string | readonly [type: string, config: object]): readonly [type: string, config: object] {
  return typeof child === "string" ? [child, {}] : child;
}

function mapped<Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
