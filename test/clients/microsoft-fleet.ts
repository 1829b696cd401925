import { generateKeyPairSync } from "node:crypto";
import type { FleetDocument } from "../../src/emulator/index.ts";
import { rsaClient } from "../../src/emulator/testing/rsa-client.ts";
import { signJwt } from "../../src/emulator/testing/sign-jwt.ts";

/** A tenant in which every grant is possible, and what a program needs to know to use each of them. */

const permissions = {
  application: ["DeviceManagementManagedDevices.Read.All", "DeviceManagementConfiguration.Read.All", "Device.Read.All"],
  delegated: ["DeviceManagementManagedDevices.Read.All"],
};
const workload = { issuer: "https://ci.example", subject: "repo:contoso/app" };

export const tenantId = "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10";
export const secretApp = { clientId: "2c9d7e44-8f0b-4a6e-b1f7-5f1f6f0c9a21", clientSecret: "s3cr3t~of+the&app" };
export const publicApp = "00000000-aaaa-4aaa-8aaa-000000000002";
export const userAssignedClientId = "a4e1c1e5-708d-4b46-9e1f-1b2c3d4e5f60";
export const user = { username: "reader@contoso.example", password: "p4ssw0rd of the user" };
export const mfaUser = { username: "admin@contoso.example", password: "p4ssw0rd of the admin" };

/** A device with everything that can be read below it. */
export const device = {
  id: "f61dc341-c9c9-40c1-abbd-6997016f4c9e",
  azureADDeviceId: "9a5652bb-3c7d-4979-b2c2-34d75f20ff0c",
  userId: "5d6dd1e2-7a31-4f0d-9b0c-6d7a0f5a0b11",
  userPrincipalName: "alice@contoso.example",
  userDisplayName: "Alice Brandt",
  deviceName: "ALICE-LAPTOP",
  complianceState: "noncompliant",
  detectedApps: [{ displayName: "7-Zip 24.08 (x64)", version: "24.08" }, { displayName: null }],
} as const;

/** Together with `device`. */
export const deviceCount = 41;

export async function microsoftFleet() {
  const certificate = await rsaClient();
  const ci = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provenApp = {
    clientId: "00000000-aaaa-4aaa-8aaa-000000000003",
    certificate: {
      sha256: { thumbprintSha256: certificate.sha256, privateKey: certificate.privateKey },
      sha1: { thumbprint: certificate.sha1, privateKey: certificate.privateKey },
    },
    assertion: assertionOf(ci.privateKey),
  };
  const key = { ...ci.publicKey.export({ format: "jwk" }), kty: "RSA" as const, kid: "ci-1" };
  const fleet: FleetDocument = {
    issuers: [{ issuer: workload.issuer, keys: [key] }],
    tenants: [
      {
        id: tenantId,
        name: "Contoso",
        apps: [
          { clientId: secretApp.clientId, name: "Secret", secret: secretApp.clientSecret, permissions },
          {
            clientId: provenApp.clientId,
            name: "Certificate and workload",
            certificates: [certificate.certificate],
            federatedCredentials: [workload],
            permissions,
          },
          { clientId: publicApp, name: "Public", permissions },
          {
            clientId: "93f0b0d4-6f7c-4a35-8d0e-0a1b2c3d4e5f",
            name: "Machine",
            managedIdentity: "system",
            permissions,
          },
          { clientId: userAssignedClientId, name: "Workload", managedIdentity: "user", permissions },
        ],
        users: [
          { userName: user.username, password: user.password },
          { userName: mfaUser.username, password: mfaUser.password, mfa: true },
        ],
        devices: [{ ...device, detectedApps: [...device.detectedApps] }],
        generate: { count: deviceCount - 1 },
      },
    ],
  };
  return { fleet, provenApp };
}

function assertionOf(key: Parameters<typeof signJwt>[2]): string {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const claims = { iss: workload.issuer, sub: workload.subject, aud: "api://AzureADTokenExchange", exp };
  return signJwt({ alg: "RS256", kid: "ci-1" }, claims, key);
}
