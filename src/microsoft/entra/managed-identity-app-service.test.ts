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
  vi.stubEnv("IDENTITY_ENDPOINT", `${machine.origin}/msi/token`);
  vi.stubEnv("IDENTITY_HEADER", "h3ader");
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

it("App Service's endpoint is asked with its header, again when the end that it told comes near", async () => {
  const end = setting.clock.now() / 1000 + 3600;
  machine.reply = { status: 200, body: { access_token: "machine", expires_on: String(end), token_type: "Bearer" } };
  const credential = { kind: "managed-identity", userAssignedClientId: clientId } as const;
  expect(await ask(credential)).toMatchObject({ outcome: "device" });
  setting.clock.advance(3_299_000);
  await ask(credential);
  expect(machine.requests).toHaveLength(1);
  setting.clock.advance(1_000);
  await ask(credential);
  expect(machine.requests).toHaveLength(2);
  const url = new URL(machine.requests[0]?.url ?? "", machine.origin);
  expect(url.pathname).toBe("/msi/token");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ resource: fake.origin, client_id: clientId });
  expect(machine.requests[0]?.headers["x-identity-header"]).toBe("h3ader");
});

it("the endpoint's header reaches neither failure nor log", async () => {
  machine.reply = { status: 401, body: { message: "h3ader" } };
  const result = await ask();
  expect(result).toMatchObject({ reason: "managed-identity-rejected", status: 401 });
  expect(JSON.stringify(result) + setting.logged.join()).not.toMatch(/h3ader|msi/);
});
