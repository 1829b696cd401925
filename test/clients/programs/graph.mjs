import { readFileSync } from "node:fs";
import { ConfidentialClientApplication } from "@azure/msal-node";
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  GraphError,
  PageIterator,
} from "@microsoft/microsoft-graph-client";

/**
 * Every call that the emulator has, through `@microsoft/microsoft-graph-client` with MSAL as its authentication
 * provider. Settings come on standard input; for every call it prints the answer, or Graph's error.
 */

const { msal, graphClient, secretApp, deviceId, entraId, userId } = JSON.parse(readFileSync(0, "utf8"));
const application = new ConfidentialClientApplication({ auth: { ...msal, ...secretApp } });
const scopes = ["https://graph.microsoft.com/.default"];

const emulated = { baseUrl: graphClient.baseUrl, customHosts: new Set(graphClient.customHosts) };
const authProvider = {
  getAccessToken: async () => (await application.acquireTokenByClientCredential({ scopes })).accessToken,
};
const v1 = Client.initWithMiddleware({ ...emulated, authProvider });
const beta = Client.initWithMiddleware({ ...emulated, authProvider, defaultVersion: "beta" });
const withBadToken = Client.init({ ...emulated, authProvider: (done) => done(null, "x.y.z") });

const devices = "/deviceManagement/managedDevices";
const device = `${devices}/${deviceId}`;
const unknown = `${devices}/11111111-2222-4333-8444-555555555555`;

const calls = {
  "a device": () => v1.api(device).get(),
  "a device, other key syntax": () => v1.api(`${devices}('${deviceId}')`).get(),
  "a device, beta and in lower case": () => beta.api(device.toLowerCase()).get(),
  "a device, selected": () => v1.api(device).select(["id", "complianceState"]).get(),
  "a list": () => v1.api(devices).top(3).count(true).get(),
  "a filter": () => v1.api(devices).filter("complianceState eq 'noncompliant'").select("id,complianceState").get(),
  "a filter by Entra id": () => v1.api(devices).filter(`azureADDeviceId eq '${entraId}'`).top(2).get(),
  "a filter by date": () => v1.api(devices).filter("lastSyncDateTime lt 2020-01-01T00:00:00Z").get(),
  "every page": () => everyId(v1.api(devices).select("id").top(7)),
  "every page of a filter": () => everyId(v1.api(devices).filter("operatingSystem eq 'Windows'").select("id").top(7)),
  "detected apps": () => beta.api(`${device}/detectedApps`).get(),
  users: () => v1.api(`${device}/users`).get(),
  "policy states": () => v1.api(`${device}/deviceCompliancePolicyStates`).get(),
  "setting states": () => settingStates(),
  "tenant settings": () => v1.api("/deviceManagement").select("settings").get(),
  "an Entra device": () => v1.api(`/devices(deviceId='${entraId}')`).get(),
  "an Entra device, unknown": () => v1.api("/devices(deviceId='11111111-2222-4333-8444-555555555555')").get(),
  "a batch": () => batch(),
  "an unknown device": () => v1.api(unknown).get(),
  "no GUID": () => v1.api(`${devices}/not-a-guid`).get(),
  "detected apps on v1.0": () => v1.api(`${device}/detectedApps`).get(),
  "an unknown property": () => v1.api(devices).filter("colour eq 'red'").get(),
  "an option that is not there": () => v1.api(devices).orderby("deviceName").get(),
  "a call that is not there": () => v1.api("/me").get(),
  "a verb that is not there": () => v1.api(`${device}/syncDevice`).post({}),
  "a token that is none": () => withBadToken.api(device).get(),
};

async function everyId(request) {
  const ids = [];
  const collect = ({ id }) => ids.push(id) > 0;
  await new PageIterator(v1, await request.get(), collect).iterate();
  return ids;
}

async function settingStates() {
  const { value } = await v1.api(`${device}/deviceCompliancePolicyStates`).get();
  const path = `${device}/deviceCompliancePolicyStates/${value[0].id}/settingStates`;
  return v1.api(path).filter(`userId eq '${userId}'`).get();
}

async function batch() {
  const request = (path) => new Request(`https://graph.microsoft.com${path}`);
  const content = new BatchRequestContent([
    { id: "device", request: request(device) },
    { id: "unknown", request: request(unknown), dependsOn: ["device"] },
    { id: "after", request: request(`${devices}?$top=1`), dependsOn: ["unknown"] },
  ]);
  const answers = new BatchResponseContent(await v1.api("/$batch").post(await content.getContent()));
  const parts = ["device", "unknown", "after"].map(async (id) => {
    const answer = answers.getResponseById(id);
    return [id, { status: answer.status, body: await answer.json() }];
  });
  return Object.fromEntries(await Promise.all(parts));
}

const results = {};
for (const [name, call] of Object.entries(calls)) {
  results[name] = await call().catch((error) => {
    if (!(error instanceof GraphError)) throw error;
    const { statusCode, code, message, requestId } = error;
    return { statusCode, code, message, requestId };
  });
}
console.log(JSON.stringify(results));
