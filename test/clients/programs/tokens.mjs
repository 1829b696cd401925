import { readFileSync } from "node:fs";
import { ConfidentialClientApplication, PublicClientApplication } from "@azure/msal-node";
import { Client } from "@microsoft/microsoft-graph-client";

/**
 * A program with `@azure/msal-node` and `@microsoft/microsoft-graph-client` as anybody would write it. That it talks to
 * an emulator shows in `knownAuthorities`, `customHosts` and NODE_EXTRA_CA_CERTS alone. Settings come on standard input;
 * for every grant it prints how many devices Graph shows to the bearer of the token, or the error.
 */

const { msal, graphClient, secretApp, provenApp, publicApp, user, mfaUser } = JSON.parse(readFileSync(0, "utf8"));
const scopes = ["https://graph.microsoft.com/.default"];

const confidential = (auth) => new ConfidentialClientApplication({ auth: { ...msal, ...auth } });
const publicClient = () => new PublicClientApplication({ auth: { ...msal, clientId: publicApp } });
const ofItself = (auth) =>
  confidential({ clientId: provenApp.clientId, ...auth }).acquireTokenByClientCredential({ scopes });

const grants = {
  "client secret": () => confidential(secretApp).acquireTokenByClientCredential({ scopes }),
  "certificate, by its SHA-256 thumbprint": () => ofItself({ clientCertificate: provenApp.certificate.sha256 }),
  "certificate, by its SHA-1 thumbprint": () => ofItself({ clientCertificate: provenApp.certificate.sha1 }),
  "federated assertion": () => ofItself({ clientAssertion: provenApp.assertion }),
  "federated assertion, asked for": () => ofItself({ clientAssertion: async () => provenApp.assertion }),
  "password, public client": () => publicClient().acquireTokenByUsernamePassword({ scopes, ...user }),
  "password, confidential client": () => confidential(secretApp).acquireTokenByUsernamePassword({ scopes, ...user }),
  "wrong secret": () => confidential({ ...secretApp, clientSecret: "x" }).acquireTokenByClientCredential({ scopes }),
  "wrong password": () => publicClient().acquireTokenByUsernamePassword({ scopes, ...user, password: "x" }),
  "password of a user with MFA": () => publicClient().acquireTokenByUsernamePassword({ scopes, ...mfaUser }),
};

async function devicesSeenWith({ accessToken }) {
  const graph = Client.init({
    baseUrl: graphClient.baseUrl,
    customHosts: new Set(graphClient.customHosts),
    authProvider: (done) => done(null, accessToken),
  });
  const { value } = await graph.api("/deviceManagement/managedDevices").select("id").get();
  return { devices: value.length };
}

const results = {};
for (const [name, acquire] of Object.entries(grants)) {
  results[name] = await acquire()
    .then(devicesSeenWith)
    .catch((error) => ({ error: error.name, code: error.errorCode, number: error.errorNo, message: error.message }));
}

const msalWithCache = confidential(secretApp);
await msalWithCache.acquireTokenByClientCredential({ scopes });
const { fromCache } = await msalWithCache.acquireTokenByClientCredential({ scopes });
console.log(JSON.stringify({ ...results, "second question": { fromCache } }));
