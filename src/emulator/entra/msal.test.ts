import { ConfidentialClientApplication, type INetworkModule, PublicClientApplication } from "@azure/msal-node";
import { fetch } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  clientId,
  clientSecret,
  exampleFleet,
  mfaUser,
  otherApps,
  tenantId,
  userName,
  userPassword,
} from "../testing/example-fleet.ts";
import { startTestEmulator, type TestEmulator } from "../testing/harness.ts";

/** Microsoft's own client, unmodified; only its network module trusts the test's certificate. */

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator(await exampleFleet());
  // MSAL reads the wall clock to decide whether a cached token has expired; the emulator follows it here.
  emulator.clock.advance(Date.now() - emulator.clock.now());
});
afterAll(() => emulator.close());

const scopes = ["https://graph.microsoft.com/.default"];

function configuration(client: { clientId: string; clientSecret?: string }) {
  const send = async (method: string, url: string, options?: { headers?: Record<string, string>; body?: string }) => {
    const response = await fetch(url, { ...options, method, dispatcher: emulator.dispatcher });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.json() };
  };
  const networkClient = {
    sendGetRequestAsync: (url: string, options?: object) => send("GET", url, options),
    sendPostRequestAsync: (url: string, options?: object) => send("POST", url, options),
  } as INetworkModule;
  const authority = `${emulator.origin}/${tenantId}`;
  const knownAuthorities = [new URL(emulator.origin).host];
  return { auth: { ...client, authority, knownAuthorities }, system: { networkClient } };
}

it("MSAL gets a token with client credentials and reads the sample device with it", async () => {
  const msal = new ConfidentialClientApplication(configuration({ clientId, clientSecret }));
  const token = await msal.acquireTokenByClientCredential({ scopes });
  const headers = { authorization: `Bearer ${token?.accessToken}` };
  const id = "f61dc341-c9c9-40c1-abbd-6997016f4c9e";
  const response = await emulator.fetch(`/v1.0/deviceManagement/managedDevices/${id}`, { headers });
  expect(await response.json()).toMatchObject({ deviceName: "WINDEV2404EVAL" });

  const again = await msal.acquireTokenByClientCredential({ scopes });
  expect(again?.fromCache).toBe(true);
});

it("MSAL gets a token and an account with the password grant", async () => {
  const msal = new PublicClientApplication(configuration({ clientId: otherApps.public }));
  const result = await msal.acquireTokenByUsernamePassword({ scopes, username: userName, password: userPassword });
  expect(result?.account).toMatchObject({ username: userName, tenantId });
  expect(result?.scopes).toContain("https://graph.microsoft.com/DeviceManagementManagedDevices.Read.All");
});

it("MSAL gets a token with the password grant as a confidential client", async () => {
  const msal = new ConfidentialClientApplication(configuration({ clientId, clientSecret }));
  const result = await msal.acquireTokenByUsernamePassword({ scopes, username: userName, password: userPassword });
  expect(result?.accessToken).toEqual(expect.any(String));
});

it("MSAL understands a wrong secret as invalid_client", async () => {
  const msal = new ConfidentialClientApplication(configuration({ clientId, clientSecret: "wrong" }));
  await expect(msal.acquireTokenByClientCredential({ scopes })).rejects.toMatchObject({
    errorCode: "invalid_client",
    errorNo: 7000215,
  });
});

it("MSAL understands a demand for MFA as interaction required", async () => {
  const msal = new PublicClientApplication(configuration({ clientId: otherApps.public }));
  const attempt = msal.acquireTokenByUsernamePassword({ scopes, username: mfaUser, password: userPassword });
  await expect(attempt).rejects.toMatchObject({ name: "InteractionRequiredAuthError", subError: "basic_action" });
});

it("MSAL cannot discover a tenant that does not exist", async () => {
  const response = await emulator.fetch("/nobody.example/v2.0/.well-known/openid-configuration");
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error_codes: [90002] });
});
