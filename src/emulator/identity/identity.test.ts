import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { identityHeader, startTestEmulator, type TestEmulator } from "../testing/harness.ts";
import { identityFleet, identityId, namedIdentityId } from "../testing/identity-fleet.ts";

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator(identityFleet());
});
beforeEach(() => emulator.control("POST", "/reset"));
afterAll(() => emulator.close());

const resource = "https://graph.microsoft.com";
const metadata = { query: { "api-version": "2018-02-01", resource }, headers: { Metadata: "true" } };
const appService = {
  query: { "api-version": "2019-08-01", resource },
  headers: { "X-IDENTITY-HEADER": identityHeader },
};

async function ask(form: "metadata" | "appService", query: object = {}, headers?: Record<string, string>) {
  const standard = form === "metadata" ? metadata : appService;
  const { authorityHost, endpoint } = emulator.identity;
  const base = form === "metadata" ? `${authorityHost}/metadata/identity/oauth2/token` : endpoint;
  const parameters = new URLSearchParams({ ...standard.query, ...query });
  const response = await fetch(`${base}?${parameters}`, { headers: headers ?? standard.headers });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const appOf = (body: Record<string, string>) =>
  JSON.parse(Buffer.from(body.access_token?.split(".")[1] ?? "", "base64url").toString()).appid;

describe.each(["metadata", "appService"] as const)("the managed identity endpoint in its %s form", (form) => {
  it("gives the system-assigned identity a token that Graph accepts", async () => {
    const { status, body } = await ask(form);
    expect([status, appOf(body)]).toEqual([200, identityId]);
    expect(body).toMatchObject({ token_type: "Bearer", resource, expires_in: "3599", expires_on: expect.any(String) });
    const headers = { authorization: `Bearer ${body.access_token}` };
    expect((await emulator.fetch("/v1.0/deviceManagement/managedDevices", { headers })).status).toBe(200);
  });

  it("gives a token to the identity that is named, or to nobody", async () => {
    expect(appOf((await ask(form, { client_id: namedIdentityId.toUpperCase() })).body)).toBe(namedIdentityId);
    expect(await ask(form, { client_id: "11111111-2222-4333-8444-555555555555" })).toMatchObject({
      status: 400,
      body: { error: "invalid_request", error_description: "Identity not found" },
    });
  });

  it.each(["msi_res_id", "mi_res_id"])("says 501 to an identity named by %s", async (name) => {
    expect(await ask(form, { [name]: "/subscriptions/x" })).toMatchObject({
      status: 501,
      body: { error: "not_implemented" },
    });
  });

  it.each([
    ["another version", { "api-version": "1" }, "invalid_request"],
    ["another resource", { resource: "https://vault.azure.net" }, "invalid_resource"],
  ])("refuses %s", async (_title, query, error) => {
    expect(await ask(form, query)).toMatchObject({ status: 400, body: { error } });
  });

  it("meets faults", async () => {
    await emulator.control("PUT", "/faults", [{ match: { service: "identity" }, status: 500, body: { error: "x" } }]);
    expect((await ask(form)).status).toBe(500);
  });
});

it("the metadata form is found with a slash at its end too, which MSAL adds", async () => {
  const path = `/metadata/identity/oauth2/token/?${new URLSearchParams(metadata.query)}`;
  const response = await fetch(`${emulator.identity.authorityHost}${path}`, { headers: metadata.headers });
  expect(response.status).toBe(200);
});

it.each([
  ["metadata", {}, 400],
  ["metadata", { Metadata: "false" }, 400],
  ["metadata", { Metadata: "true", "X-Forwarded-For": "10.0.0.1" }, 400],
  ["appService", {}, 401],
  ["appService", { "X-IDENTITY-HEADER": "wrong" }, 401],
  ["appService", { Metadata: "true" }, 401],
] as const)("the %s form is closed to a request with %j", async (form, headers, status) => {
  expect((await ask(form, {}, { ...headers })).status).toBe(status);
});
