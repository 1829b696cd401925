import { createHash } from "node:crypto";
import { nearest } from "../../core/nearest.ts";
import type { Secret } from "../../core/secret.ts";
import type { Credential, UnknownSettings, VerdictFailure } from "../../microsoft/index.ts";
import { askedNode, type Surroundings, type Visit } from "./ask-node.ts";
import type { ConfiguredNode } from "./configured-nodes.ts";
import { isQuestion, type MissingSetting, type NodeConnection, type Question } from "./question.ts";
import { notConfigured } from "./select-nodes.ts";

/** The questions of these nodes, each once; a node that lacks a setting stands alone. */
export async function connectionsOf(
  nodes: readonly ConfiguredNode[],
  surroundings: Surroundings,
): Promise<NodeConnection[]> {
  const found = new Map<string, NodeConnection>();
  for (const node of nodes) {
    const question = await questionOf(node, surroundings);
    const key = isQuestion(question) ? keyOf(question) : `${node.realm}/${node.journey}/${node.id}`;
    const name = nameOf(question, surroundings);
    found.set(key, { name, question, nodes: [...(found.get(key)?.nodes ?? []), node] });
  }
  return [...found.values()];
}

/**
 * One of `microsoft.connections`, with the nodes that name it.
 *
 * @throws {app.not-configured} when there is none of this name
 */
export function namedConnection(
  name: string,
  nodes: readonly ConfiguredNode[],
  { connections }: Surroundings,
): NodeConnection {
  const connection = connections.get(name);
  if (connection !== undefined) {
    return {
      name,
      question: { connection, options: {} },
      nodes: nodes.filter((node) => node.attributes.connection === name),
    };
  }
  const near = nearest(name, [...connections.keys()]);
  const there = connections.size === 0 ? "it is empty" : `there is ${[...connections.keys()].join(", ")}`;
  throw notConfigured(
    `microsoft.connections of sallyport.json has no "${name}"; ${near === undefined ? there : `did you mean "${near}"?`}`,
  );
}

function nameOf(question: Question | MissingSetting, { connections }: Surroundings): string | null {
  if (!isQuestion(question)) return null;
  const named = [...connections].find(([, connection]) => connection === question.connection);
  return named === undefined ? null : named[0];
}

/** Any device will do: nobody is asked about it. */
const someDevice = "00000000-0000-4000-8000-000000000000";
const nobody: VerdictFailure = {
  outcome: "failure",
  reason: "not-configured",
  status: null,
  requestIds: [],
  chain: [],
};

/** What a node would ask: it is run up to its question, which is noted and goes nowhere. */
async function questionOf(node: ConfiguredNode, surroundings: Surroundings): Promise<Question | MissingSetting> {
  const [token] = node.missing;
  if (token !== undefined) return { missing: `the token &{${token.token}} has no value`, token };
  let question: Question | null = null;
  const listener: Visit["compliance"] = {
    async verdict(connection, _deviceId, options = {}) {
      question = { connection, options };
      return nobody;
    },
    detectedApps: async () => nobody,
    failingSettings: async (): Promise<UnknownSettings> => ({ outcome: "unknown", failure: nobody }),
  };
  const visit = { deviceId: someDevice, compliance: listener, user: null };
  const { reason, cause } = await askedNode(node, surroundings).decide(visit);
  return question ?? { missing: cause ?? reason ?? "a setting is missing" };
}

function keyOf({ connection, options }: Question): string {
  const { cloud, tenantId, clientId, credential } = connection;
  const { idKind, severalMatches } = options;
  return JSON.stringify([cloud, tenantId.toLowerCase(), clientId, idKind, severalMatches, ...partsOf(credential)]);
}

/** What tells credentials apart, with hashes in the place of secrets. */
function partsOf(credential: Credential): string[] {
  switch (credential.kind) {
    case "client-secret":
      return [credential.kind, hash(credential.secret)];
    case "password": {
      const secret = credential.secret === null ? "" : hash(credential.secret);
      return [credential.kind, secret, credential.userName, hash(credential.password)];
    }
    case "certificate":
      return [credential.kind, credential.certificate, hash(credential.privateKey)];
    case "federated":
      return [credential.kind, credential.assertionFile];
    case "managed-identity":
      return [credential.kind, credential.userAssignedClientId ?? ""];
  }
}

function hash(secret: Secret): string {
  return createHash("sha256").update(secret.reveal()).digest("base64url");
}
