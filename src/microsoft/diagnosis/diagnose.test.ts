import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import type { MicrosoftConnection } from "../connection.ts";
import { createMicrosoftDispatcher } from "../dispatcher.ts";
import { type FakeMicrosoft, type FakeReply, issued, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { clientSecret, device, deviceId, type SetUp, setUp } from "../testing/set-up.ts";
import type { DiagnosisStep } from "./step.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const token = (claims: object): FakeReply => issued(`h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`);
const granted = token({ roles: ["DeviceManagementManagedDevices.Read.All"] });
const list = (path: string) => path.includes("$top=1&");

async function diagnose(change: Partial<MicrosoftConnection> = {}, id?: string): Promise<DiagnosisStep[]> {
  const steps: DiagnosisStep[] = [];
  const wishes = id === undefined ? {} : { deviceId: id };
  for await (const step of setting.client.diagnose({ ...setting.connection, ...change }, wishes)) steps.push(step);
  return steps;
}

const names = (steps: readonly DiagnosisStep[]) => steps.map(({ name, ok }) => `${ok ? "✓" : "✗"} ${name}`);

it("everything in order is a row of ticks", async () => {
  setting = setUp(fake);
  fake.play({
    token: () => granted,
    graph: ({ path }) => ({ status: 200, body: list(path) ? { value: [] } : device() }),
  });
  const steps = await diagnose({}, deviceId);
  expect(names(steps)).toEqual(
    ["configuration", "dns", "tls", "token", "permissions", "licence", "permission", "device"].map(
      (name) => `✓ ${name}`,
    ),
  );
  expect(steps.at(-1)?.detail).toBe("complianceState compliant, last sync 2026-11-20T07:31:02.1234567Z");
  const shown = JSON.stringify(steps) + setting.logged.join();
  for (const hidden of [clientSecret, "https:", "Bearer", Buffer.from("roles").toString("base64url")]) {
    expect(shown).not.toContain(hidden);
  }
});

const absent = { login: "https://no-such-host.invalid", graph: "https://no-such-host.invalid" };
const closedPort = { login: "https://127.0.0.1:1", graph: "https://127.0.0.1:1" };
const refusedToken: FakeReply = { status: 401, body: { error: "invalid_client", error_codes: [7000222] } };
const graphError = (status: number, code: string): FakeReply => ({ status, body: { error: { code, message: "" } } });

describe("what is broken is named, with what to do, and nothing after it is tried", () => {
  const rows: [string, Partial<MicrosoftConnection>, FakeReply, FakeReply, string, string][] = [
    ["no client id", { clientId: "" }, granted, { status: 500 }, "configuration", "not-configured"],
    [
      "an empty secret",
      { credential: { kind: "client-secret", secret: new Secret("") } },
      granted,
      { status: 500 },
      "configuration",
      "not-configured",
    ],
    ["a host name that does not resolve", { cloud: absent }, granted, { status: 500 }, "dns", "name-not-resolved"],
    ["a closed port", { cloud: closedPort }, granted, { status: 500 }, "tls", "connection-failed"],
    ["an expired secret", {}, refusedToken, { status: 500 }, "token", "client-secret-expired"],
    [
      "a tenant without Intune",
      {},
      granted,
      graphError(401, "UnknownError"),
      "licence",
      "intune-not-available-for-tenant",
    ],
    [
      "a token that Graph refuses",
      {},
      granted,
      graphError(401, "InvalidAuthenticationToken"),
      "permission",
      "token-rejected",
    ],
    ["throttling", {}, granted, graphError(429, "TooManyRequests"), "permission", "throttled"],
    ["an outage", {}, granted, { status: 503, body: "<html>" }, "permission", "graph-unavailable"],
    ["a missing permission", {}, granted, graphError(403, "Forbidden"), "permission", "permission-missing"],
  ];
  it.each(rows)("%s", async (_name, change, tokenReply, graphReply, name, reason) => {
    setting = setUp(fake);
    // The first call is the one that only looks whether the host answers.
    fake.play({ token: () => tokenReply, graph: ({ path }) => (path === "/" ? { status: 404 } : graphReply) });
    const steps = await diagnose(change, deviceId);
    expect(steps.at(-1)).toMatchObject({ name, ok: false, reason, next: expect.stringMatching(/\w+/) });
    expect(steps.slice(0, -1).every(({ ok }) => ok)).toBe(true);
  });

  it("a certificate that is not trusted", async () => {
    const dispatcher = createMicrosoftDispatcher();
    setting = setUp(fake, {}, { dispatcher });
    const steps = await diagnose();
    expect(steps.at(-1)).toMatchObject({ name: "tls", reason: "certificate-untrusted" });
    expect(steps.at(-1)?.detail).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
    await dispatcher.close();
  });

  it.each([
    [{}, "roles in the token: none"],
    [{ roles: ["User.Read.All"] }, "roles in the token: User.Read.All"],
    [{ scp: "User.Read profile" }, "scp in the token: User.Read, profile"],
    [{ roles: ["<b>x</b>"] }, "roles in the token: none"],
  ])("a token with %j lacks the permission, and Graph has the last word", async (claims, detail) => {
    setting = setUp(fake);
    fake.play({ token: () => token(claims), graph: () => graphError(403, "Forbidden") });
    const steps = await diagnose();
    expect(names(steps).slice(-4)).toEqual(["✓ token", "✗ permissions", "✓ licence", "✗ permission"]);
    expect(steps.find(({ name }) => name === "permissions")?.detail).toContain(detail);
  });
});

describe("the device", () => {
  const entra = "3ae5b1c2-6f0d-4d5e-8a51-94e4c9a5f0bb";
  const answers = (byEntra: unknown[]) => ({
    token: () => granted,
    graph: ({ path }: { path: string }): FakeReply => {
      if (list(path)) return { status: 200, body: { value: [] } };
      return path.includes("filter") ? { status: 200, body: { value: byEntra } } : { status: 404 };
    },
  });

  it("whose Entra id was given is found out", async () => {
    setting = setUp(fake);
    fake.play(answers([device({ azureADDeviceId: entra })]));
    const step = (await diagnose({}, entra)).at(-1);
    expect(step).toMatchObject({ name: "device", ok: false, reason: "device-not-found" });
    expect(step?.detail).toContain("Entra device id");
    expect(step?.next).toContain("{{DeviceId}}");
  });

  it.each([entra, "device123", "../x"])("%s that nobody knows is said so", async (id) => {
    setting = setUp(fake);
    fake.play(answers([]));
    expect((await diagnose({}, id)).at(-1)).toMatchObject({ name: "device", ok: false });
  });
});
