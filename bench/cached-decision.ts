import { MockAgent } from "undici";
import type { MicrosoftConnection } from "../src/microsoft/index.ts";
import { noRequest, noServices } from "../src/nodes/testing/run-node.ts";
import { built, microsoft } from "./product.ts";
import { median } from "./report.ts";

const { createComplianceClient, microsoftClouds, Secret, silentLogger, systemClock, systemRandom } = microsoft;
const { createTreeState }: typeof import("../src/journey/index.ts") = await built("journey/index.js");
const { intuneNode }: typeof import("../src/nodes/intune/index.ts") = await built("nodes/intune/index.js");

/** What a decision costs that the cache answers, alone and with the node around it; in a fresh process, without any network. */

export interface CachedCosts {
  /** Each the median of many batches, in processor microseconds. */
  readonly decision: number;
  /** With a connection object of its own for each question. */
  readonly decisionOfNewConnection: number;
  readonly node: number;
  /** The node that also writes every property of the device to shared state. */
  readonly nodeWithProperties: number;
}

const batches = 100;
const tenantId = "8f3c2f6e-3c58-4a7b-9a55-0b0f4f4b6a10";
const clientId = "5b9a1c0e-77d8-4f55-8f0e-6a1f0c5d2b33";
const ids = Array.from({ length: 100 }, () => systemRandom.uuid());

/** As many members as a record of v1.0 has, and as many of them with a value. */
function recordOf(id: string): object {
  const texts = Array.from({ length: 36 }, (_, index) => [`member${index}`, "a value of usual length"]);
  const nulls = Array.from({ length: 17 }, (_, index) => [`empty${index}`, null]);
  const lastSyncDateTime = "2026-11-20T07:31:02.1234567Z";
  return { id, complianceState: "compliant", lastSyncDateTime, ...Object.fromEntries([...texts, ...nulls]) };
}

const agent = new MockAgent();
agent.disableNetConnect();
const json = { headers: { "content-type": "application/json" } };
agent
  .get(microsoftClouds.global.login)
  .intercept({ path: `/${tenantId}/oauth2/v2.0/token`, method: "POST" })
  .reply(200, { token_type: "Bearer", expires_in: 3599, access_token: "token" }, json);
for (const id of ids) {
  const path = `/v1.0/deviceManagement/managedDevices/${id}`;
  agent.get(microsoftClouds.global.graph).intercept({ path }).reply(200, recordOf(id), json);
}
const client = createComplianceClient({
  clock: systemClock,
  random: systemRandom,
  log: silentLogger,
  dispatcher: agent,
  cache: { compliant: 60 * 60_000 },
});

const secret = new Secret("secret");
const newConnection = (): MicrosoftConnection => {
  return { cloud: "global", tenantId, clientId, credential: { kind: "client-secret", secret } };
};
const connection = newConnection();
const idOf = (turn: number): string => ids[turn % ids.length] ?? "";

const own = { azureTenantId: tenantId, appRegistrationClientId: clientId, appRegistrationClientSecret: "secret" };
const services = { ...noServices, compliance: client, cloud: "global", clock: systemClock } as const;
const place = { id: "node-1", type: "IntuneNode", displayName: "Intune" };
const unused = () => Promise.reject(new Error("not part of this measurement"));

function runOf(settings: object): (turn: number) => Promise<void> {
  const bound = intuneNode.bind({ ...own, ...settings });
  return async (turn) => {
    const action = await bound.run({
      node: place,
      realm: "/alpha",
      journey: "bench",
      tree: "bench",
      user: null,
      state: createTreeState({ username: "kiosk" }, {}, []).writtenBy(place),
      request: { ...noRequest, headers: new Map([["x-intune", [`CN=${idOf(turn)}`]]]) },
      answers: null,
      memory: {},
      resumed: false,
      authIdPresent: false,
      treeDuration: 5,
      reachableAuthLevel: () => null,
      services,
      runTree: unused,
      runChild: unused,
    });
    if (action.kind !== "goTo" || action.outcome !== "COMPLIANT") throw new Error("the node left by another outcome");
  };
}

async function cost(runs: number, run: (turn: number) => Promise<unknown>): Promise<number> {
  const costs: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const before = process.cpuUsage();
    for (let turn = 0; turn < runs; turn += 1) await run(turn);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / runs);
  }
  return median(costs);
}

for (const id of ids) {
  const first = await client.verdict(connection, id);
  if (first.outcome !== "device") throw new Error(`the first reading failed: ${first.reason}`);
}
const costs: CachedCosts = {
  decision: await cost(5_000, (turn) => client.verdict(connection, idOf(turn))),
  decisionOfNewConnection: await cost(5_000, (turn) => client.verdict(newConnection(), idOf(turn))),
  node: await cost(500, runOf({})),
  nodeWithProperties: await cost(500, runOf({ passDeviceInfoSession: true })),
};
const { graphRequests, tokenRequests } = client.counters();
if (graphRequests !== ids.length || tokenRequests !== 1) throw new Error("the cache did not answer every time");
await client.close();
await agent.close();
process.stdout.write(`${JSON.stringify(costs)}\n`);
