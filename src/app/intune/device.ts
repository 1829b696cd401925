import type {
  DiagnosisStep,
  FailingSettings,
  IntuneClient,
  UnknownSettings,
  Verdict,
  VerdictFailure,
} from "../../microsoft/index.ts";
import { loadDeployment } from "../deployment/load.ts";
import type { Host } from "../run.ts";
import { askedNode, type Decision, type Surroundings } from "./ask-node.ts";
import { openIntuneClient } from "./client.ts";
import { type ConfiguredNode, configuredNodes } from "./configured-nodes.ts";
import { connectionsOf } from "./connections.ts";
import { userOf } from "./device-user.ts";
import { incompleteStep } from "./incomplete.ts";
import { isQuestion, type NodeConnection, type Question } from "./question.ts";
import { selectNodes, warningsBeyond } from "./select-nodes.ts";
import { surroundingsOf } from "./surroundings.ts";

/** What one tenant says about a device, and what the nodes that ask there make of it. */
export interface DeviceReport {
  readonly answer: Verdict | VerdictFailure;
  /** When the id is none of Intune's: the device whose Entra id it is, if there is one. */
  readonly entraMatch: Verdict | null;
  /** Why the device is not compliant; null when nobody asked Intune for it. */
  readonly settings: FailingSettings | UnknownSettings | null;
  readonly decisions: readonly NodeDecision[];
}

export interface NodeDecision extends Decision {
  readonly node: ConfiguredNode;
}

export interface DeviceWishes {
  readonly deviceId: string;
  readonly journey?: string | undefined;
  /** Told of trouble in nodes that were not asked for. */
  readonly warn: (text: string) => void;
}

/**
 * Reads a device from every tenant that the Intune nodes of a deployment ask, and asks each node what it would do. Each
 * node is told that the device's own user has signed in.
 *
 * @throws {app.not-configured} when there is no such journey or no Intune node
 */
export async function inspectDevice(host: Host, { deviceId, journey, warn }: DeviceWishes): Promise<DeviceReport[]> {
  const deployment = await loadDeployment(host.directory, host);
  const configured = await configuredNodes(deployment);
  const nodes = selectNodes(configured.nodes, journey);
  warningsBeyond(configured, nodes).forEach(warn);
  const surroundings = await surroundingsOf(deployment);
  const connections = await connectionsOf(nodes, surroundings);
  const client = await openIntuneClient(deployment);
  try {
    const reports: DeviceReport[] = [];
    for (const asked of connections) reports.push(await report(client, asked, deviceId, surroundings));
    return reports;
  } finally {
    await client.close();
  }
}

async function report(
  client: IntuneClient,
  { question, nodes }: NodeConnection,
  deviceId: string,
  surroundings: Surroundings,
): Promise<DeviceReport> {
  const answer = isQuestion(question) ? await ask(client, question, deviceId) : notConfigured(incompleteStep(question));
  const isDevice = answer.outcome === "device";
  const user = isDevice ? userOf(answer.device) : null;
  const compliance = {
    verdict: async () => answer,
    detectedApps: client.detectedApps,
    failingSettings: client.failingSettings,
  };
  const decisions: NodeDecision[] = [];
  for (const node of nodes) {
    const isWhole = node.missing.length === 0;
    const decision = isWhole ? await askedNode(node, surroundings).decide({ deviceId, compliance, user }) : unready;
    decisions.push({ node, ...decision });
  }
  const isExplained = isQuestion(question) && isDevice && !contented.has(answer.complianceState);
  return {
    answer,
    entraMatch: isQuestion(question) ? await entraMatch(client, question, deviceId, answer) : null,
    settings: isExplained ? await client.failingSettings(question.connection, answer) : null,
    decisions,
  };
}

/** A node that the server would not start with. */
const unready: Decision = { outcome: "ERROR", reason: "not-configured", cause: null };

/** States in which no setting fails. */
const contented: ReadonlySet<string> = new Set(["compliant", "configManager", "unknown"]);

function ask(
  client: IntuneClient,
  { connection, options }: Question,
  deviceId: string,
): ReturnType<IntuneClient["verdict"]> {
  return client.verdict(connection, deviceId, { ...options, live: true });
}

async function entraMatch(
  client: IntuneClient,
  { connection, options }: Question,
  deviceId: string,
  answer: Verdict | VerdictFailure,
): Promise<Verdict | null> {
  const isUnknown = answer.outcome === "failure" && answer.reason === "device-not-found";
  if (!isUnknown || (options.idKind ?? "intune") !== "intune") return null;
  const match = await ask(
    client,
    { connection, options: { idKind: "entra", severalMatches: "newest-sync" } },
    deviceId,
  );
  return match.outcome === "device" ? match : null;
}

function notConfigured({ detail, next }: DiagnosisStep): VerdictFailure {
  const chain = [[detail, ...(next === null ? [] : [next])].join(" ")];
  return { outcome: "failure", reason: "not-configured", status: null, requestIds: [], chain };
}
