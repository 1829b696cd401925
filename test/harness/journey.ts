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

/** The export of one journey, as frodo writes it. Ids begin with its name, as a realm has each id once. */
export function exportOf(name: string, { nodes, tree = {}, scripts = {} }: Written): object {
  const idOf = (key: string): string => ends[key] ?? `${name}.${key}`;
  const [entry = ""] = Object.keys(nodes);
  return {
    tree: {
      _id: name,
      entryNodeId: idOf(entry),
      nodes: mapped(nodes, idOf, (node, key) => placed(node, key, idOf)),
      ...tree,
    },
    nodes: mapped(nodes, idOf, (node, key) => {
      return configured(idOf(key), node.type, { ...ownConfig(node, idOf), ...pageNodes(node, idOf) });
    }),
    innerNodes: Object.assign({}, ...Object.values(nodes).map((node) => childrenOf(node, idOf))),
    scripts: mapped(scripts, idOf, (source, key) => ({
      _id: idOf(key),
      name: `${name}: ${key}`,
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

type IdOf = (key: string) => string;

function placed({ type, to }: PlacedNode, key: string, idOf: IdOf): object {
  const connections = Object.fromEntries(Object.entries(to).map(([outcome, target]) => [outcome, idOf(target)]));
  return { nodeType: type, displayName: key, connections };
}

function configured(id: string, type: string, config: object): object {
  return { ...config, _id: id, _type: { _id: type, name: type, collection: true } };
}

function ownConfig({ type, config = {} }: PlacedNode, idOf: IdOf): object {
  return type === "ScriptedDecisionNode" ? { ...config, script: idOf(String(config.script)) } : config;
}

function pageNodes({ children }: PlacedNode, idOf: IdOf): object {
  if (children === undefined) return {};
  const nodes = Object.entries(children).map(([key, child]) => {
    return { _id: idOf(key), nodeType: both(child)[0], displayName: key };
  });
  return { nodes };
}

function childrenOf({ children = {} }: PlacedNode, idOf: IdOf): object {
  return mapped(children, idOf, (child, key) => configured(idOf(key), ...both(child)));
}

function both(child: string | readonly [type: string, config: object]): readonly [type: string, config: object] {
  return typeof child === "string" ? [child, {}] : child;
}

function mapped<Value>(
  record: Readonly<Record<string, Value>>,
  idOf: IdOf,
  change: (value: Value, key: string) => object,
): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [idOf(key), change(value, key)]));
}
