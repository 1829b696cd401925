import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type FakeMicrosoft, issued, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { deviceId, type SetUp, setUp } from "../testing/set-up.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const path = `/beta/deviceManagement/managedDevices/${deviceId}/detectedApps`;
const apps = () => setting.client.detectedApps(setting.connection, deviceId);

it("detected apps come from every page, by display name, those without one left out", async () => {
  setting = setUp(fake);
  const pages = [
    {
      value: [{ displayName: "B, Inc." }, { displayName: null }],
      "@odata.nextLink": `${fake.origin}${path}?$skiptoken=2`,
    },
    { value: [{ displayName: "" }, {}, { displayName: "A" }], "@odata.nextLink": null },
  ];
  fake.play({ graph: (_request, call) => ({ status: 200, body: pages[call - 1] }) });
  expect(await apps()).toEqual({ outcome: "apps", names: ["B, Inc.", "A"] });
  expect(fake.graphRequests.map((request) => request.path)).toEqual([path, `${path}?$skiptoken=2`]);
});

it.each(["https://graph.example/beta/steal", "http://127.0.0.1/beta", "//graph.example/x", "javascript:alert(1)"])(
  "a nextLink to %s is refused before the token leaves",
  async (nextLink) => {
    setting = setUp(fake);
    fake.play({ graph: () => ({ status: 200, body: { value: [], "@odata.nextLink": nextLink } }) });
    const result = await apps();
    expect(result).toMatchObject({ outcome: "failure", reason: "bad-response" });
    expect(new Set(fake.graphRequests.map((request) => request.path))).toEqual(new Set([path]));
    expect(JSON.stringify(result)).not.toMatch(/example|alert/);
  },
);

it("a chain of pages without end is refused, never cut short in silence", async () => {
  setting = setUp(fake, { total: 8_000 });
  fake.play({
    graph: (_request, call) => ({
      status: 200,
      body: { value: [{ displayName: "A" }], "@odata.nextLink": `${fake.origin}${path}?$skip=${call}` },
    }),
  });
  expect(await apps()).toMatchObject({ outcome: "failure", reason: "bad-response" });
  expect(fake.graphRequests).toHaveLength(50);
});

it("a page that names itself as the next one is refused at once", async () => {
  setting = setUp(fake);
  fake.play({ graph: () => ({ status: 200, body: { value: [], "@odata.nextLink": `${fake.origin}${path}` } }) });
  expect(await apps()).toMatchObject({ outcome: "failure", reason: "bad-response" });
  expect(fake.graphRequests).toHaveLength(1);
});

it.each([
  ["not JSON", "<html>"],
  ["without value", {}],
  ["value no list", { value: {} }],
  ["a name that is no text", { value: [{ displayName: 7 }] }],
])("an answer that is no list of apps is refused: %s", async (_name, body) => {
  setting = setUp(fake);
  fake.play({ graph: () => ({ status: 200, body }) });
  expect(await apps()).toMatchObject({ outcome: "failure", reason: "bad-response" });
});

it("a failure on the second page is the result", async () => {
  setting = setUp(fake);
  const first = { value: [{ displayName: "A" }], "@odata.nextLink": `${fake.origin}${path}?$skip=1` };
  fake.play({
    token: () => issued(),
    graph: (_request, call) => (call === 1 ? { status: 200, body: first } : { status: 429 }),
  });
  expect(await apps()).toMatchObject({ outcome: "failure", reason: "throttled", status: 429 });
});
