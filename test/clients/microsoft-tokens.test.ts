import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorAlone, emulatorAlone } from "../harness/emulator-alone.ts";
import {
  deviceCount,
  mfaUser,
  microsoftFleet,
  publicApp,
  secretApp,
  user,
  userAssignedClientId,
} from "./microsoft-fleet.ts";

/**
 * `@azure/msal-node`, unmodified, in a process of its own against `sallyport emulator` in another: configured by
 * `knownAuthorities` and NODE_EXTRA_CA_CERTS, for managed identities by the environment alone.
 */

let emulator: EmulatorAlone;
let provenApp: Awaited<ReturnType<typeof microsoftFleet>>["provenApp"];

beforeAll(async () => {
  const prepared = await microsoftFleet();
  provenApp = prepared.provenApp;
  emulator = await emulatorAlone(prepared.fleet);
});
afterAll(() => emulator.remove());

const everyDevice = { devices: deviceCount };

describe("MSAL with", () => {
  let results: Record<string, unknown>;
  beforeAll(async () => {
    const { msal, graphClient } = emulator.facts;
    const settings = { msal, graphClient, secretApp, provenApp, publicApp, user, mfaUser };
    results = await emulator.run("tokens.mjs", settings);
  });

  it.each([
    ["client secret"],
    ["certificate, by its SHA-256 thumbprint"],
    ["certificate, by its SHA-1 thumbprint"],
    ["federated assertion"],
    ["federated assertion, asked for"],
    ["password, public client"],
    ["password, confidential client"],
  ])("%s gets a token that Graph takes", (grant) => expect(results[grant]).toEqual(everyDevice));

  it.each([
    ["wrong secret", { error: "ServerError", code: "invalid_client", number: 7000215 }],
    ["wrong password", { error: "ServerError", code: "invalid_grant", number: 50126 }],
    ["password of a user with MFA", { error: "InteractionRequiredAuthError", code: "invalid_grant", number: 50076 }],
  ])("%s understands why it gets none", (grant, error) => expect(results[grant]).toMatchObject(error));

  it("a token asks for no second one", () => expect(results["second question"]).toEqual({ fromCache: true }));
});

describe.each([
  [
    "App Service's endpoint",
    "AppService",
    ({ endpoint, header }: EmulatorAlone["facts"]["managedIdentity"]) => ({
      IDENTITY_ENDPOINT: endpoint,
      IDENTITY_HEADER: header,
    }),
  ],
  [
    "the instance metadata service",
    "DefaultToImds",
    ({ authorityHost }: EmulatorAlone["facts"]["managedIdentity"]) => ({
      AZURE_POD_IDENTITY_AUTHORITY_HOST: authorityHost,
    }),
  ],
])("MSAL on a machine with %s", (_title, source, environmentOf) => {
  it("is the system-assigned identity, or the one that it names, and nobody else", async () => {
    const { managedIdentity, graphClient } = emulator.facts;
    const environment = environmentOf(managedIdentity);
    const results = await emulator.run("managed-identity.mjs", { graphClient, userAssignedClientId }, environment);
    expect(results).toMatchObject({ source, "system-assigned": everyDevice, "user-assigned": everyDevice });
    expect(results.unknown).toMatchObject({ error: "ServerError" });
  });
});
