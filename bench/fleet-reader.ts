import { request } from "undici";
import { connectionTo, type EmulatorAccess } from "./emulator.ts";
import { microsoft } from "./product.ts";

const { createComplianceClient, createMicrosoftDispatcher, silentLogger, systemClock, systemRandom } = microsoft;

/**
 * Lists the emulator's whole fleet once, in a fresh process: with the client, or with the least that could be called
 * reading it, the transfer and `JSON.parse` of the same pages over the same connection pool.
 */

export interface FleetReading {
  readonly devices: number;
  readonly compliant: number;
  /** Processor and elapsed milliseconds. */
  readonly cpu: number;
  readonly wall: number;
  /** MiB of resident memory at its peak, beyond what the process had when everything was loaded. */
  readonly growth: number;
}

type Read = (access: EmulatorAccess) => Promise<{ devices: number; compliant: number }>;

const withClient: Read = async (access) => {
  const dispatcher = createMicrosoftDispatcher({ ca: access.ca });
  const log = silentLogger;
  const client = createComplianceClient({ clock: systemClock, random: systemRandom, log, dispatcher });
  let [devices, compliant] = [0, 0];
  for await (const page of client.fleet(connectionTo(access))) {
    if (page.outcome === "failure") throw new Error(`the fleet could not be read: ${page.chain.join(", ")}`);
    for (const { complianceState } of page.devices) compliant += complianceState === "compliant" ? 1 : 0;
    devices = page.read;
  }
  await client.close();
  await dispatcher.close();
  return { devices, compliant };
};

const bare: Read = async ({ origin, ca, tenantId, clientId, clientSecret }) => {
  const dispatcher = createMicrosoftDispatcher({ ca });
  const form = { client_id: clientId, client_secret: clientSecret, grant_type: "client_credentials" };
  const issued = await request(`${origin}/${tenantId}/oauth2/v2.0/token`, {
    dispatcher,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...form, scope: `${origin}/.default` }).toString(),
  });
  const { access_token: token } = JSON.parse(await issued.body.text());
  const headers = { authorization: `Bearer ${token}` };
  let [devices, compliant] = [0, 0];
  let url: string | undefined = `${origin}/v1.0/deviceManagement/managedDevices`;
  while (url !== undefined) {
    const answer = await request(url, { dispatcher, headers });
    const page: Page = JSON.parse(await answer.body.text());
    for (const { complianceState } of page.value) compliant += complianceState === "compliant" ? 1 : 0;
    devices += page.value.length;
    url = page["@odata.nextLink"];
  }
  await dispatcher.close();
  return { devices, compliant };
};

interface Page {
  readonly value: readonly { readonly complianceState: string }[];
  readonly "@odata.nextLink"?: string;
}

const access: EmulatorAccess = JSON.parse(process.env.BENCH_EMULATOR ?? "");
const loaded = process.memoryUsage.rss();
const [cpuBefore, began] = [process.cpuUsage(), performance.now()];
const counted = await (process.argv[2] === "bare" ? bare : withClient)(access);
const wall = performance.now() - began;
const { user, system } = process.cpuUsage(cpuBefore);
const growth = process.resourceUsage().maxRSS / 1024 - loaded / 1024 / 1024;
const reading: FleetReading = { ...counted, cpu: (user + system) / 1000, wall, growth };
process.stdout.write(`${JSON.stringify(reading)}\n`);
