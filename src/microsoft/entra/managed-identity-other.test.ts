import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type FakeMachine, startFakeMachine } from "../testing/fake-machine.ts";
import { type FakeMicrosoft, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { deviceId, setUp } from "../testing/set-up.ts";

// MSAL finds the kind of source once per process, so each kind has a file of its own.

let fake: FakeMicrosoft;
let machine: FakeMachine;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
  machine = await startFakeMachine();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await machine.close();
  await fake.close();
});

it("a source that would need files of this machine, such as Azure Arc's, is not used", async () => {
  vi.stubEnv("IDENTITY_ENDPOINT", `${machine.origin}/metadata/identity/oauth2/token`);
  vi.stubEnv("IMDS_ENDPOINT", machine.origin);
  const { client, connection } = setUp(fake);
  const result = await client.verdict({ ...connection, credential: { kind: "managed-identity" } }, deviceId);
  expect(result).toMatchObject({ reason: "managed-identity-unavailable", status: null });
  expect(machine.requests).toEqual([]);
  await client.close();
});
