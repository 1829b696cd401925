import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { Secret } from "../../core/secret.ts";
import type { Credential, MicrosoftConnection } from "../../microsoft/index.ts";
import { intuneConfig } from "./config.ts";
import { connectionOf } from "./connection.ts";

const own = { azureTenantId: "own-tenant", appRegistrationClientId: "own-client", appRegistrationClientSecret: "own" };

const named = (credential: Credential): MicrosoftConnection => ({
  cloud: "us-gov",
  tenantId: "named-tenant",
  clientId: "named-client",
  credential,
});
const secret: Credential = { kind: "client-secret", secret: new Secret("named") };
const password: Credential = { kind: "password", secret: null, userName: "named@x", password: new Secret("named") };
const certificate: Credential = { kind: "certificate", certificate: "PEM", privateKey: new Secret("key") };

function connect(attributes: JsonObject, credential: Credential = secret) {
  const connections = new Map([["contoso", named(credential)]]);
  const connection = connectionOf(intuneConfig.parse(attributes), { cloud: "global", connections });
  return { connection, shared: connections.get("contoso") };
}

describe("the connection of an Intune node", () => {
  it("is its own without a named one, in the deployment's cloud", () => {
    expect(connect(own).connection).toMatchObject({
      cloud: "global",
      tenantId: "own-tenant",
      clientId: "own-client",
      credential: { kind: "client-secret" },
    });
  });

  it("is the named one itself when the node sets nothing, so that what is known of it is shared", () => {
    const { connection, shared } = connect({ connection: "contoso" });
    expect(connection).toBe(shared);
  });

  it("falls back to the named one property by property", () => {
    const { connection } = connect({
      connection: "contoso",
      azureTenantId: "own-tenant",
      userName: "",
      cloud: "china",
    });
    expect(connection).toMatchObject({
      cloud: "china",
      tenantId: "own-tenant",
      clientId: "named-client",
      credential: secret,
    });
  });

  it("keeps its own secret before that of the named one", () => {
    const { connection } = connect({ ...own, connection: "contoso" });
    const credential = "missing" in connection ? null : connection.credential;
    expect(credential?.kind === "client-secret" && credential.secret.reveal()).toBe("own");
  });

  it.each([
    ["client-secret when only a secret is set", own, "client-secret"],
    ["password when a user name is set", { ...own, userName: "a@b", userPassword: "p" }, "password"],
    [
      "the chosen kind, whatever else is set",
      { ...own, userName: "a@b", credential: "client-secret" },
      "client-secret",
    ],
    ["certificate", { ...own, credential: "certificate", certificate: "PEM", privateKey: "K" }, "certificate"],
    ["federated", { ...own, credential: "federated", assertionFile: "/run/jwt" }, "federated"],
    ["managed-identity", { azureTenantId: "t", credential: "managed-identity" }, "managed-identity"],
  ])("uses the credential %s", (_title, attributes, kind) => {
    expect(connect(attributes).connection).toMatchObject({ credential: { kind } });
  });

  it.each([
    ["federated", { kind: "federated", assertionFile: "f" } as const],
    ["certificate", certificate],
    ["password", password],
    ["client-secret", secret],
    ["managed-identity", { kind: "managed-identity" } as const],
  ])("takes what its kind %s needs from the named one", (credential, theirs) => {
    expect(connect({ connection: "contoso", credential }, theirs).connection).toMatchObject({ credential: theirs });
  });

  it.each([
    ["nothing is set", {}, /Secret is missing/],
    ["the tenant", { ...own, azureTenantId: "" }, /azureTenantId/],
    ["the application", { ...own, appRegistrationClientId: "" }, /appRegistrationClientId/],
    ["the secret that an export lacks", { ...own, appRegistrationClientSecret: null }, /Secret is missing/],
    ["the user's password", { ...own, userName: "a@b" }, /userPassword/],
    ["the user's name", { ...own, credential: "password" }, /userName/],
    ["the certificate", { ...own, credential: "certificate" }, /certificate is missing/],
    ["its key", { ...own, credential: "certificate", certificate: "PEM" }, /privateKey/],
    ["the assertion file", { ...own, credential: "federated" }, /assertionFile/],
    ["a connection of that name", { ...own, connection: "unheard" }, /names none of microsoft.connections/],
  ])("is not configured without %s", (_what, attributes, missing) => {
    expect(connect(attributes).connection).toEqual({ missing: expect.stringMatching(missing) });
  });

  it("never mixes the named secret into another kind of credential", () => {
    expect(connect({ connection: "contoso", credential: "certificate" }).connection).toEqual({
      missing: "certificate is missing",
    });
  });
});

it("a node may name a cloud of Microsoft's, and no hosts: a secret must not go where a journey says", () => {
  expect(
    intuneConfig.safeParse({ cloud: { login: "https://evil.example", graph: "https://evil.example" } }).success,
  ).toBe(false);
  expect(intuneConfig.safeParse({ cloud: "https://evil.example" }).success).toBe(false);
});
