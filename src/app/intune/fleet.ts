import type { FleetDevice, FleetPage, Verdict, VerdictFailure } from "../../microsoft/index.ts";
import { loadDeployment } from "../deployment/load.ts";
import type { Host } from "../run.ts";
import { type AskedNode, askedNode, type Decision, type Visit } from "./ask-node.ts";
import { openIntuneClient } from "./client.ts";
import { type ConfiguredNode, configuredNodes } from "./configured-nodes.ts";
import { connectionsOf, isQuestion, type NodeConnection, type Question } from "./connections.ts";
import { userOf } from "./device-user.ts";
import { incompleteStep } from "./incomplete.ts";
import { notConfigured, selectNodes } from "./select-nodes.ts";
import { surroundingsOf } from "./surroundings.ts";

/** A device of the tenant, and what each node would do with it. */
export interface FleetRow {
  readonly device: FleetDevice;
  /** In the order of the nodes. */
  readonly decisions: readonly Decision[];
}

export interface FleetRows {
  readonly outcome: "rows";
  readonly rows: readonly FleetRow[];
  /** Devices read so far. */
  readonly read: number;
  readonly total: number | null;
}

/** A tenant as the nodes that ask there see it. */
export interface FleetReading {
  readonly tenantId: string;
  readonly nodes: readonly ConfiguredNode[];
  /** To be read once; a failure is the last item. */
  readonly pages: AsyncIterable<FleetRows | VerdictFailure>;
  close(): Promise<void>;
}

/** What the nodes' rules look at, and what tells a device to people. */
export const selectedMembers: readonly string[] = [
  "deviceName",
  "userId",
  "userPrincipalName",
  "operatingSystem",
  "osVersion",
  "azureADDeviceId",
  "managedDeviceOwnerType",
  "isEncrypted",
  "jailBroken",
  "deviceActionResults",
];

/**
 * Begins to read every device of the tenant that the nodes of a journey ask, and has each node judge each device, as if
 * its own user had signed in. At most one page is held at a time.
 *
 * @throws {app.not-configured} when there is no such node, one lacks a setting, or they ask different tenants
 */
export async function readFleet(
  host: Host,
  { journey }: { readonly journey?: string | undefined },
): Promise<FleetReading> {
  const deployment = await loadDeployment(host.directory, host);
  const nodes = selectNodes(await configuredNodes(deployment), journey);
  const surroundings = await surroundingsOf(deployment);
  const { question } = theOnlyTenant(await connectionsOf(nodes, surroundings));
  const asked = nodes.map((node) => askedNode(node, surroundings));
  const client = await openIntuneClient(deployment);
  return {
    tenantId: question.connection.tenantId,
    nodes,
    pages: judged(client.fleet(question.connection, { select: selectedMembers }), asked, surroundings.clock.now()),
    close: () => client.close(),
  };
}

function theOnlyTenant(connections: readonly NodeConnection[]): { readonly question: Question } {
  const questions = connections.map(({ question }) => {
    if (isQuestion(question)) return question;
    const { detail, next } = incompleteStep(question);
    throw notConfigured(`${detail} ${next ?? ""}`.trim());
  });
  const [question] = questions;
  const tenants = [...new Set(questions.map(({ connection }) => connection.tenantId.toLowerCase()))];
  if (question === undefined) throw notConfigured("no Intune node names a tenant");
  if (tenants.length === 1) return { question };
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
