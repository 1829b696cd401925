import type { FleetDevice, FleetPage, Verdict, VerdictFailure } from "../../microsoft/index.ts";
import { loadDeployment } from "../deployment/load.ts";
import type { Host } from "../run.ts";
import { type AskedNode, askedNode, type Decision, type Visit } from "./ask-node.ts";
import { openIntuneClient } from "./client.ts";
import { type ConfiguredNode, configuredNodes } from "./configured-nodes.ts";
import { connectionsOf } from "./connections.ts";
import { userOf } from "./device-user.ts";
import { fleetMembers } from "./fleet-members.ts";
import { incompleteStep } from "./incomplete.ts";
import { nodeLabel } from "./node-label.ts";
import { isQuestion, type NodeConnection, type Question } from "./question.ts";
import type { FleetReading, FleetRow, FleetRows, IncompleteFleet } from "./reading.ts";
import { notConfigured, selectNodes, warningsBeyond } from "./select-nodes.ts";
import { surroundingsOf } from "./surroundings.ts";

export interface FleetWishes {
  readonly journey?: string | undefined;
  /** Told of nodes that are left out. */
  readonly warn: (text: string) => void;
}

/**
 * Begins to read every device of the tenant that the nodes of a journey ask, and has each node judge each device, as if
 * its own user had signed in. At most one page is held at a time. Without a journey, nodes that cannot ask are left out.
 *
 * @throws {app.not-configured} when there is no such node, or they ask different tenants
 */
export async function readFleet(host: Host, { journey, warn }: FleetWishes): Promise<FleetReading | IncompleteFleet> {
  const deployment = await loadDeployment(host.directory, host);
  const configured = await configuredNodes(deployment);
  const surroundings = await surroundingsOf(deployment);
  const connections = await connectionsOf(selectNodes(configured.nodes, journey), surroundings);
  const incomplete = connections.flatMap(({ question }) => (isQuestion(question) ? [] : [incompleteStep(question)]));
  const complete = connections.filter(({ question }) => isQuestion(question));
  const [step] = incomplete;
  if (step !== undefined && (journey !== undefined || complete.length === 0)) return { step };
  const { question, nodes } = theOnlyTenant(complete);
  [...warningsBeyond(configured, nodes), ...connections.flatMap(exportWarnings)].forEach(warn);
  const asked = nodes.map((node) => askedNode(node, surroundings));
  const client = await openIntuneClient(deployment);
  return {
    tenantId: question.connection.tenantId,
    nodes,
    pages: judged(client.fleet(question.connection, { select: fleetMembers(nodes) }), asked, surroundings.clock.now()),
    close: () => client.close(),
  };
}

/** Of nodes that lack a setting altogether; those whose token has no value are reported as such. */
function exportWarnings({ question, nodes }: NodeConnection): string[] {
  if (isQuestion(question) || question.token !== undefined) return [];
  return nodes.map((node) => `${nodeLabel(node)} is left out: ${incompleteStep(question).detail}`);
}

function theOnlyTenant(connections: readonly NodeConnection[]): {
  readonly question: Question;
  readonly nodes: readonly ConfiguredNode[];
} {
  const questions = connections.flatMap(({ question }) => (isQuestion(question) ? [question] : []));
  const [question] = questions;
  const tenants = [...new Set(questions.map(({ connection }) => connection.tenantId.toLowerCase()))];
  if (question === undefined) throw notConfigured("no Intune node names a tenant");
  if (tenants.length === 1) return { question, nodes: connections.flatMap(({ nodes }) => nodes) };
  throw notConfigured(
    `the Intune nodes ask ${tenants.length} tenants (${tenants.join(", ")}); choose one with --journey`,
  );
}

async function* judged(
  pages: AsyncIterable<FleetPage | VerdictFailure>,
  nodes: readonly AskedNode[],
  checkedAt: number,
): AsyncGenerator<FleetRows | VerdictFailure, void, void> {
  for await (const page of pages) {
    if (page.outcome === "failure") {
      yield page;
      return;
    }
    const rows: FleetRow[] = [];
    for (const device of page.devices) rows.push({ device, decisions: await judge(device, nodes, checkedAt) });
    yield { outcome: "rows", rows, read: page.read, total: page.total };
  }
}

async function judge(device: FleetDevice, nodes: readonly AskedNode[], checkedAt: number): Promise<Decision[]> {
  const visit = { deviceId: device.deviceId, user: userOf(device.record), compliance: answering(device, checkedAt) };
  const decisions: Decision[] = [];
  for (const node of nodes) decisions.push(await node.decide(visit));
  return decisions;
}

/** Answers with what the list said, and with no apps: reading them for a whole fleet would take a day. */
function answering(
  { deviceId, complianceState, lastSync, record }: FleetDevice,
  checkedAt: number,
): Visit["compliance"] {
  const verdict: Verdict = {
    outcome: "device",
    deviceId,
    complianceState,
    device: record,
    source: "live",
    checkedAt,
    lastSync,
    reason: null,
  };
  return {
    verdict: async (_connection, _deviceId, options) =>
      options?.idKind === "entra" && !hasEntraId(record.azureADDeviceId) ? unknownDevice : verdict,
    detectedApps: async () => ({ outcome: "apps", names: [] }),
    failingSettings: async () => ({ outcome: "settings", settings: [] }),
  };
}

const unknownDevice: VerdictFailure = {
  outcome: "failure",
  reason: "device-not-found",
  status: null,
  requestIds: [],
  chain: ["FleetDevice: without an Entra device id"],
};

function hasEntraId(id: unknown): boolean {
  return typeof id === "string" && /[1-9a-f]/i.test(id);
}
