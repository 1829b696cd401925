import { generateKeyPairSync } from "node:crypto";
import {
  ConfidentialClientApplication,
  type INetworkModule,
  type NodeAuthOptions,
  PublicClientApplication,
} from "@azure/msal-node";
import { fetch } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
import { type RsaClient, rsaClient } from "../testing/rsa-client.ts";
import { signJwt } from "../testing/sign-jwt.ts";

/**
 * Microsoft's own client; only its network module is ours, which trusts the test's certificate. How it is told of managed
 * identities it keeps for the life of its process, so those are in test/clients, with processes of their own.
 */

const certificateId = "00000000-aaaa-4aaa-8aaa-000000000003";
const workload = { issuer: "https://ci.example", subject: "repo:contoso/app" };
const issuerKeys = generateKeyPairSync("rsa", { modulusLength: 2048 });

let emulator: TestEmulator;
let certificate: RsaClient;
beforeAll(async () => {
  certificate = await rsaClient();
  const { tenants, ...fleet } = await exampleFleet();
  const [contoso, ...others] = tenants;
  if (contoso === undefined) throw new Error("the example has no tenant");
  const permissions = { application: ["DeviceManagementManagedDevices.Read.All"] };
  const proven = { certificates: [certificate.certificate], federatedCredentials: [workload] };
  const app = { clientId: certificateId, name: "Certificate and workload", ...proven, permissions };
  const jwk = { ...issuerKeys.publicKey.export({ format: "jwk" }), kty: "RSA" as const, kid: "ci-1" };
  emulator = await startTestEmulator({
    ...fleet,
    issuers: [{ issuer: workload.issuer, keys: [jwk] }],
    tenants: [{ ...contoso, apps: [...(contoso.apps ?? []), app] }, ...others],
  });
  // MSAL reads the wall clock to decide whether a cached token has expired; the emulator follows it here.
  emulator.clock.advance(Date.now() - emulator.clock.now());
});
afterAll(() => emulator.close());

const scopes = ["https://graph.microsoft.com/.default"];

function configuration(client: NodeAuthOptions) {
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

/** Reads the devices with a token: it is worth something only if Graph takes it. */
async function statusWith(accessToken: string | undefined): Promise<number> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await emulator.fetch("/v1.0/deviceManagement/managedDevices?$top=1", { headers })).status;
}

describe("MSAL proves itself by its certificate", () => {
  it.each([
    ["PS256 and the SHA-256 thumbprint", () => ({ thumbprintSha256: certificate.sha256 })],
    ["RS256 and the SHA-1 thumbprint, as before", () => ({ thumbprint: certificate.sha1 })],
  ])("with %s", async (_title, thumbprint) => {
    const clientCertificate = { ...thumbprint(), privateKey: certificate.privateKey };
    const msal = new ConfidentialClientApplication(configuration({ clientId: certificateId, clientCertificate }));
    const token = await msal.acquireTokenByClientCredential({ scopes });
    expect(await statusWith(token?.accessToken)).toBe(200);
    // It sends the same assertion again while that is valid.
    const again = await msal.acquireTokenByClientCredential({ scopes, skipCache: true });
    expect(again?.fromCache).toBe(false);
  });

  it("which must be registered", async () => {
    const { sha256: thumbprintSha256, privateKey } = await rsaClient();
    const clientCertificate = { thumbprintSha256, privateKey };
    const msal = new ConfidentialClientApplication(configuration({ clientId: certificateId, clientCertificate }));
    await expect(msal.acquireTokenByClientCredential({ scopes })).rejects.toMatchObject({ errorNo: 700027 });
  });
});

it("MSAL proves itself by an assertion of a trusted identity provider", async () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: workload.issuer, sub: workload.subject, aud: "api://AzureADTokenExchange", exp: now + 600 };
  const clientAssertion = async () => signJwt({ alg: "RS256", kid: "ci-1" }, claims, issuerKeys.privateKey);
  const msal = new ConfidentialClientApplication(configuration({ clientId: certificateId, clientAssertion }));
  const token = await msal.acquireTokenByClientCredential({ scopes });
  expect(await statusWith(token?.accessToken)).toBe(200);
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
