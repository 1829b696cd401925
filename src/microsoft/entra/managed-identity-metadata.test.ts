import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Credential } from "../credential.ts";
import { type FakeMachine, startFakeMachine } from "../testing/fake-machine.ts";
import { type FakeMicrosoft, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { clientId, device, deviceId, type SetUp, setUp } from "../testing/set-up.ts";

// MSAL finds the kind of source once per process, so each kind has a file of its own.

let fake: FakeMicrosoft;
let machine: FakeMachine;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
  machine = await startFakeMachine();
  vi.stubEnv("AZURE_POD_IDENTITY_AUTHORITY_HOST", machine.origin);
});
beforeEach(() => {
  setting = setUp(fake);
  machine.requests.length = 0;
  fake.play({
    graph: ({ headers }) => ({ status: headers.authorization === "Bearer machine" ? 200 : 403, body: device() }),
  });
});
afterEach(() => setting.client.close());
afterAll(async () => {
  vi.unstubAllEnvs();
  await machine.close();
  await fake.close();
});

const ask = (credential: Credential = { kind: "managed-identity" }) =>
  setting.client.verdict({ ...setting.connection, clientId: "", credential }, deviceId);
const issued = { access_token: "machine", expires_in: "3600", expires_on: "1", token_type: "Bearer" };

it("instance metadata is asked in plain http, once while the token lasts, and Entra is not", async () => {
  machine.reply = { status: 200, body: issued };
  expect(await ask()).toMatchObject({ outcome: "device" });
  expect(await ask()).toMatchObject({ outcome: "device" });
  expect(fake.tokenRequests).toEqual([]);
  expect(machine.requests).toHaveLength(1);
  const url = new URL(machine.requests[0]?.url ?? "", machine.origin);
  expect(url.pathname).toBe("/metadata/identity/oauth2/token");
  expect(Object.fromEntries(url.searchParams)).toEqual({ "api-version": "2018-02-01", resource: fake.origin });
  expect(machine.requests[0]?.headers.metadata).toBe("true");
});

it("a second client asks for itself, and a user-assigned identity by its client id", async () => {
  machine.reply = { status: 200, body: issued };
  await ask({ kind: "managed-identity", userAssignedClientId: clientId });
  expect(machine.requests).toHaveLength(1);
  expect(machine.requests[0]?.url).toContain(`client_id=${clientId}`);
});

it.each([
  ["refuses", { status: 400, body: { error: "invalid_request" } }, "managed-identity-rejected", 1],
  ["is throttling", { status: 429, body: {} }, "entra-unavailable", 3],
  ["is out", { status: 503, body: {} }, "entra-unavailable", 3],
  ["answers with no token", { status: 200, body: { access_token: "a b" } }, "entra-unavailable", 1],
  ["does not answer", null, "managed-identity-unavailable", 3],
])("an endpoint that %s is a failure", async (_name, reply, reason, calls) => {
  machine.reply = reply;
  expect(await ask()).toMatchObject({ outcome: "failure", reason, status: reply?.status ?? null });
  expect(machine.requests).toHaveLength(calls);
});

it("a refused identity is not asked for again at once", async () => {
  machine.reply = { status: 400, body: { error: "invalid_request" } };
  await ask();
  await ask();
  expect(machine.requests).toHaveLength(1);
});
