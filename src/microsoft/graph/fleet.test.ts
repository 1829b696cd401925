import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { VerdictFailure } from "../failure.ts";
import { type FakeMicrosoft, type FakeReply, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { type SetUp, setUp } from "../testing/set-up.ts";
import type { FleetOptions, FleetPage } from "./fleet.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const list = "/v1.0/deviceManagement/managedDevices";
const page = (ids: readonly string[], next?: string, extra = {}): FakeReply => ({
  status: 200,
  body: {
    ...extra,
    value: ids.map((id) => ({ id, complianceState: "compliant", lastSyncDateTime: "2026-11-20T07:00:00Z" })),
    ...(next === undefined ? {} : { "@odata.nextLink": `${fake.origin}${next}` }),
  },
});

async function read(options?: FleetOptions): Promise<(FleetPage | VerdictFailure)[]> {
  const items: (FleetPage | VerdictFailure)[] = [];
  for await (const item of setting.client.fleet(setting.connection, options)) items.push(item);
  return items;
}

it("the whole tenant comes page by page, links followed as given, with what was read so far", async () => {
  setting = setUp(fake);
  const link = `${list}?$skiptoken=a%20b`;
  fake.play({ graph: (_request, call) => (call === 1 ? page(["a", "b"], link, { "@odata.count": 3 }) : page(["c"])) });
  const items = await read();
  expect(items).toMatchObject([
    { outcome: "page", devices: [{ deviceId: "a" }, { deviceId: "b" }], read: 2, total: 3 },
    { outcome: "page", devices: [{ deviceId: "c", lastSync: "2026-11-20T07:00:00Z" }], read: 3, total: 3 },
  ]);
  expect(fake.graphRequests.map(({ path }) => path)).toEqual([list, link]);
});

it("members and page size can be chosen; what every device needs is always asked for", async () => {
  setting = setUp(fake);
  fake.play({ graph: () => page([]) });
  await read({ select: ["deviceName", "id"], pageSize: 5_000 });
  const select = encodeURIComponent("id,complianceState,lastSyncDateTime,deviceName");
  expect(fake.graphRequests[0]?.path).toBe(`${list}?$select=${select}&$top=999`);
});

it("leaving the loop ends the reading", async () => {
  setting = setUp(fake);
  fake.play({ graph: (_request, call) => page([`d${call}`], `${list}?$skip=${call}`) });
  for await (const item of setting.client.fleet(setting.connection)) {
    expect(item.outcome).toBe("page");
    break;
  }
  expect(fake.graphRequests).toHaveLength(1);
});

it("an outage on the way is waited out, and only a lasting one ends the list, as its last item", async () => {
  setting = setUp(fake);
  fake.play({
    graph: (_request, call) =>
      call === 2 ? { status: 504 } : page(["a"], call < 4 ? `${list}?$skip=${call}` : undefined),
  });
  expect((await read()).map(({ outcome }) => outcome)).toEqual(["page", "page", "page"]);
  setting = setUp(fake);
  fake.play({ graph: (_request, call) => (call === 1 ? page(["a"], `${list}?$skip=1`) : { status: 504 }) });
  expect(await read()).toMatchObject([{ outcome: "page" }, { outcome: "failure", reason: "graph-unavailable" }]);
});

it.each([
  ["https://graph.example/v1.0/next", "link to another origin"],
  [`http://127.0.0.1${list}`, "link to another origin"],
])("a next page at %s is refused before the token leaves", async (nextLink, cause) => {
  setting = setUp(fake);
  fake.play({ graph: () => ({ status: 200, body: { value: [], "@odata.nextLink": nextLink } }) });
  const items = await read();
  expect(items).toMatchObject([{ outcome: "page" }, { outcome: "failure", reason: "bad-response" }]);
  expect(JSON.stringify(items)).toContain(cause);
  expect(fake.graphRequests).toHaveLength(1);
});

it.each([
  ["a device without id", { value: [{ complianceState: "compliant" }] }],
  ["no list", { value: {} }],
  ["a list of texts", { value: ["a"] }],
])("%s ends the list", async (_name, body) => {
  setting = setUp(fake);
  fake.play({ graph: () => ({ status: 200, body }) });
  expect(await read()).toMatchObject([{ outcome: "failure", reason: "bad-response" }]);
});

it("a list that links to itself ends", async () => {
  setting = setUp(fake);
  fake.play({ graph: () => page(["a"], list) });
  expect(await read()).toMatchObject([{ outcome: "page" }, { outcome: "failure", reason: "bad-response" }]);
});
