import { MockAgent } from "undici";
import {
  createComplianceClient,
  type MicrosoftConnection,
  microsoftClouds,
  Secret,
  silentLogger,
  systemClock,
  systemRandom,
} from "../src/microsoft/index.ts";

/** What a decision about a device costs when the cache answers: the median CPU time of one, in microseconds. */

const mostMicroseconds = 3;
const batches = 200;
const decisions = 5_000;
const deviceId = "0d6c6d20-5a0e-4b52-9c0b-6d2f5c3f8a11";
const tenantId = "8f3c2f6e-3c58-4a7b-9a55-0b0f4f4b6a10";

const agent = new MockAgent();
agent.disableNetConnect();
const json = { headers: { "content-type": "application/json" } };
agent
  .get(microsoftClouds.global.login)
  .intercept({ path: `/${tenantId}/oauth2/v2.0/token`, method: "POST" })
  .reply(200, { token_type: "Bearer", expires_in: 3599, access_token: "token" }, json);
agent
  .get(microsoftClouds.global.graph)
  .intercept({ path: `/v1.0/deviceManagement/managedDevices/${deviceId}` })
  .reply(200, { id: deviceId, complianceState: "compliant", lastSyncDateTime: "2026-11-20T07:31:02Z" }, json);

const client = createComplianceClient({
  clock: systemClock,
  random: systemRandom,
  log: silentLogger,
  dispatcher: agent,
  cache: { compliant: 60 * 60_000 },
});
const connection: MicrosoftConnection = {
  cloud: "global",
  tenantId,
  clientId: "5b9a1c0e-77d8-4f55-8f0e-6a1f0c5d2b33",
  credential: { kind: "client-secret", secret: new Secret("secret") },
};

async function microsecondsPerDecision(): Promise<number> {
  const before = process.cpuUsage();
  for (let decision = 0; decision < decisions; decision += 1) await client.verdict(connection, deviceId);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / decisions;
}

const first = await client.verdict(connection, deviceId);
if (first.outcome !== "device") throw new Error(`the first reading failed: ${first.reason}`);
const costs: number[] = [];
for (let batch = 0; batch < batches; batch += 1) costs.push(await microsecondsPerDecision());
costs.sort((one, other) => one - other);
const median = costs[Math.floor(batches / 2)] ?? Number.NaN;
const { graphRequests, tokenRequests } = client.counters();
await client.close();
await agent.close();

process.stdout.write(`cached verdict: ${median.toFixed(2)} µs CPU (median), at most ${mostMicroseconds} µs\n`);
process.stdout.write(`device reads: ${graphRequests}, token requests: ${tokenRequests}\n`);
process.exitCode = median <= mostMicroseconds && graphRequests === 1 && tokenRequests === 1 ? 0 : 1;
