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

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator(await exampleFleet());
});
afterAll(() => emulator.close());

const graphScope = "https://graph.microsoft.com/.default";
const app = {
  grant_type: "client_credentials",
  client_id: clientId,
  client_secret: clientSecret,
  scope: graphScope,
};
const person = { ...app, grant_type: "password", username: userName, password: userPassword };

function claims(token: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(token).split(".")[1] ?? "", "base64url").toString());
}

async function bodyOf(response: { json(): Promise<unknown> }): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

describe("client credentials", () => {
  it("answer a token with roles, and neither scope nor refresh token", async () => {
    const response = await emulator.token(tenantId, app);
    const body = await bodyOf(response);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(Object.keys(body)).toEqual(["token_type", "expires_in", "ext_expires_in", "access_token"]);
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599 });
    const now = emulator.clock.now() / 1000;
    expect(claims(body.access_token)).toMatchObject({
      aud: "https://graph.microsoft.com",
      iss: `https://sts.windows.net/${tenantId}/`,
      tid: tenantId,
      appid: clientId,
      exp: now + 3599,
      roles: ["DeviceManagementManagedDevices.Read.All"],
    });
  });

  it("work with HTTP Basic, whose parts are form-encoded", async () => {
    const basic = Buffer.from(`${clientId}:${encodeURIComponent(clientSecret)}`).toString("base64");
    const form = { grant_type: "client_credentials", scope: graphScope };
    const response = await emulator.token(tenantId, form, { authorization: `Basic ${basic}` });
    expect(response.status).toBe(200);
  });

  it("work with the tenant's domain, the emulator's own origin as resource, and ids in upper case", async () => {
    const form = { ...app, client_id: clientId.toUpperCase(), scope: `${emulator.origin}/.default` };
    expect((await emulator.token("Contoso.Example", form)).status).toBe(200);
    expect((await emulator.token(tenantId.toUpperCase(), form)).status).toBe(200);
  });

  it("give a token without roles to an app that was granted none", async () => {
    const body = await bodyOf(await emulator.token(tenantId, { ...app, client_id: otherApps.unprivileged }));
    expect(claims(body.access_token)).not.toHaveProperty("roles");
  });
});

describe("the password grant", () => {
  it("answers the scopes that were consented to and a token with scp", async () => {
    const body = await bodyOf(await emulator.token(tenantId, person));
    expect(body).toMatchObject({
      token_type: "Bearer",
      scope:
        "profile openid email https://graph.microsoft.com/DeviceManagementManagedDevices.Read.All " +
        "https://graph.microsoft.com/User.Read https://graph.microsoft.com/.default",
    });
    expect(claims(body.access_token)).toMatchObject({
      scp: "DeviceManagementManagedDevices.Read.All User.Read profile openid email",
      upn: userName,
    });
    expect(body).not.toHaveProperty("refresh_token");
    expect(body).not.toHaveProperty("id_token");
  });

  it("adds an id_token for openid and a refresh_token for offline_access", async () => {
    const body = await bodyOf(
      await emulator.token(tenantId, { ...person, scope: `${graphScope} openid offline_access` }),
    );
    expect(claims(body.id_token)).toMatchObject({ aud: clientId, preferred_username: userName });
    expect(body.refresh_token).toEqual(expect.any(String));
  });

  it("accepts the bare permission name that the original node sends", async () => {
    const response = await emulator.token(tenantId, { ...person, scope: "DeviceManagementManagedDevices.Read.All" });
    expect(response.status).toBe(200);
  });

  it("finds the tenant by the user name at organizations", async () => {
    expect((await emulator.token("organizations", person)).status).toBe(200);
  });

  it("needs no secret from a public client", async () => {
    const { client_secret: _, ...form } = { ...person, client_id: otherApps.public };
    expect((await emulator.token(tenantId, form)).status).toBe(200);
  });
});

type Form = Record<string, string>;
const without = (form: Form, field: string): Form =>
  Object.fromEntries(Object.entries(form).filter(([key]) => key !== field));
const unknownGuid = "11111111-2222-4333-8444-555555555555";

const refusals: [title: string, code: number, error: string, status: number, tenant: string, form: Form][] = [
  ["an unknown tenant", 90002, "invalid_request", 400, unknownGuid, app],
  ["an unknown domain", 90002, "invalid_request", 400, "nobody.example", app],
  ["a malformed tenant", 900023, "invalid_request", 400, "contoso", app],
  ["client credentials at common", 50059, "invalid_request", 400, "common", app],
  ["the password grant at common", 9001023, "invalid_request", 400, "common", person],
  [
    "an unknown user at organizations",
    50059,
    "invalid_request",
    400,
    "organizations",
    { ...person, username: "x@y.example" },
  ],
  ["no grant type", 900144, "invalid_request", 400, tenantId, without(app, "grant_type")],
  ["an unknown grant type", 70003, "unsupported_grant_type", 400, tenantId, { ...app, grant_type: "magic" }],
  ["no client id", 900144, "invalid_request", 400, tenantId, without(app, "client_id")],
  ["an unknown app", 700016, "unauthorized_client", 400, tenantId, { ...app, client_id: unknownGuid }],
  ["a wrong secret", 7000215, "invalid_client", 401, tenantId, { ...app, client_secret: "wrong" }],
  ["no secret", 7000218, "invalid_client", 401, tenantId, without(app, "client_secret")],
  ["an empty secret", 7000218, "invalid_client", 401, tenantId, { ...app, client_secret: "" }],
  [
    "a public client with a secret",
    700025,
    "invalid_client",
    401,
    tenantId,
    { ...person, client_id: otherApps.public },
  ],
  [
    "client credentials of a public client",
    7000218,
    "invalid_client",
    401,
    tenantId,
    without({ ...app, client_id: otherApps.public }, "client_secret"),
  ],
  ["no scope", 900144, "invalid_request", 400, tenantId, without(app, "scope")],
  ["a permission in place of .default", 70011, "invalid_scope", 400, tenantId, { ...app, scope: "User.Read" }],
  [
    "two resources",
    70011,
    "invalid_scope",
    400,
    tenantId,
    { ...app, scope: `${graphScope} https://other.example/.default` },
  ],
  [
    ".default beside a permission",
    70011,
    "invalid_scope",
    400,
    tenantId,
    { ...person, scope: `${graphScope} User.Read` },
  ],
  ["a scope that is not well formed", 28002, "invalid_scope", 400, tenantId, { ...app, scope: 'a  "b"' }],
  [
    "another cloud's Graph",
    500011,
    "invalid_resource",
    400,
    tenantId,
    { ...app, scope: "https://graph.microsoft.us/.default" },
  ],
  ["no user name", 900144, "invalid_request", 400, tenantId, without(person, "username")],
  ["no password", 900144, "invalid_request", 400, tenantId, without(person, "password")],
  ["an unknown user", 50034, "invalid_grant", 400, tenantId, { ...person, username: "nobody@contoso.example" }],
  ["a wrong password", 50126, "invalid_grant", 400, tenantId, { ...person, password: "wrong" }],
  ["a user with MFA", 50076, "invalid_grant", 400, tenantId, { ...person, username: mfaUser }],
  [
    "a wrong password of a user with MFA",
    50126,
    "invalid_grant",
    400,
    tenantId,
    { ...person, username: mfaUser, password: "x" },
  ],
  ["no consent", 65001, "invalid_grant", 400, tenantId, { ...person, client_id: otherApps.unprivileged }],
  ["a permission without consent", 65001, "invalid_grant", 400, tenantId, { ...person, scope: "Device.Read.All" }],
];

describe("a refused token request", () => {
  it.each(refusals)("with %s answers AADSTS%i %s, status %i", async (_title, code, error, status, tenant, form) => {
    const response = await emulator.token(tenant, form);
    const body = await bodyOf(response);
    expect(response.status).toBe(status);
    expect(body).toMatchObject({ error, error_codes: [code], timestamp: "2026-01-07 04:43:04Z" });
    const guid = "[0-9a-f-]{36}";
    const form24 = `^AADSTS${code}: .*\r\nTrace ID: ${guid}\r\nCorrelation ID: ${guid}\r\nTimestamp: 2026-01-07 04:43:04Z$`;
    expect(body.error_description).toMatch(new RegExp(form24));
    expect(body.error_uri).toBe(`https://login.microsoftonline.com/error?code=${code}`);
  });

  it("names MFA and missing consent in suberror", async () => {
    expect(await bodyOf(await emulator.token(tenantId, { ...person, username: mfaUser }))).toHaveProperty(
      "suberror",
      "basic_action",
    );
    const withoutConsent = await emulator.token(tenantId, { ...person, client_id: otherApps.unprivileged });
    expect(await bodyOf(withoutConsent)).toHaveProperty("suberror", "consent_required");
  });

  it("carries the client's correlation id", async () => {
    const sent = "0a0a0a0a-1b1b-4c1c-8d1d-2e2e2e2e2e2e";
    const body = await bodyOf(
      await emulator.token(tenantId, { ...app, client_secret: "no", "client-request-id": sent }),
    );
    expect(body.correlation_id).toBe(sent);
  });

  it("with a repeated parameter answers 9002313", async () => {
    const response = await emulator.fetch(`/${tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "client_id=a&client_id=b",
    });
    expect(await bodyOf(response)).toMatchObject({ error: "invalid_request", error_codes: [9002313] });
  });

  it("in JSON lacks its grant type", async () => {
    const response = await emulator.fetch(`/${tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(app),
    });
    expect(await bodyOf(response)).toMatchObject({ error_codes: [900144] });
  });

  it("with a grant that Entra has and the emulator has not says 501, not implemented", async () => {
    const response = await emulator.token(tenantId, { ...app, grant_type: "refresh_token" });
    expect(response.status).toBe(501);
    expect(await bodyOf(response)).toMatchObject({
      error: "not_implemented",
      error_description: expect.stringContaining("Sallyport emulator"),
    });
  });

  it("is bounded in size", async () => {
    const response = await emulator.token(tenantId, { ...app, scope: "x".repeat(70_000) });
    expect(response.status).toBe(413);
  });
});

describe("the same client id in another tenant", () => {
  it("gets a token that speaks for that tenant only", async () => {
    const body = await bodyOf(await emulator.token("7a2c6d1f-4d2e-4c8f-8b64-1e9e2d7b3a21", app));
    expect(claims(body.access_token)).toHaveProperty("tid", "7a2c6d1f-4d2e-4c8f-8b64-1e9e2d7b3a21");
  });
});
