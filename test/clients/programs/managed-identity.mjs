import { readFileSync } from "node:fs";
import { ManagedIdentityApplication } from "@azure/msal-node";
import { Client } from "@microsoft/microsoft-graph-client";

/**
 * A program that is somebody by running on a machine of Azure's: it knows no credential and no authority. Where the
 * machine's endpoint is stands in the environment, as at Azure. Prints what Graph shows to each identity.
 */

const { graphClient, userAssignedClientId } = JSON.parse(readFileSync(0, "utf8"));
const resource = "https://graph.microsoft.com";

const identities = {
  "system-assigned": {},
  "user-assigned": { managedIdentityIdParams: { userAssignedClientId } },
  unknown: { managedIdentityIdParams: { userAssignedClientId: "11111111-2222-4333-8444-555555555555" } },
};

async function devicesSeenBy(identity) {
  const { accessToken } = await new ManagedIdentityApplication(identity).acquireToken({ resource });
  const graph = Client.init({
    baseUrl: graphClient.baseUrl,
    customHosts: new Set(graphClient.customHosts),
    authProvider: (done) => done(null, accessToken),
  });
  const { value } = await graph.api("/deviceManagement/managedDevices").select("id").get();
  return { devices: value.length };
}

const results = { source: new ManagedIdentityApplication().getManagedIdentitySource() };
for (const [name, identity] of Object.entries(identities)) {
  results[name] = await devicesSeenBy(identity).catch(({ name: error, message }) => ({ error, message }));
}
console.log(JSON.stringify(results));
