import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createMicrosoftDispatcher } from "./dispatcher.ts";
import { type FakeMicrosoft, issued, startFakeMicrosoft } from "./testing/fake-microsoft.ts";
import { accessToken, type FaultRow, graphErrorRows, graphFaultRows, tokenFaultRows } from "./testing/fault-rows.ts";
import { device, deviceId, impatient, type SetUp, setUp } from "./testing/set-up.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

/** Milliseconds for one row: less than a second for the client's own deadline, the rest for a busy machine. */
const bound = 8_000;

async function check({ title, graph, token = () => issued(accessToken), expected, calls }: FaultRow): Promise<void> {
  // On a busy machine a good answer may take a while too; only who never answers is given up early.
  setting = setUp(fake, /hang|drip/.test(title) ? impatient : {});
  fake.play({ token, ...(graph === undefined ? {} : { graph }) });
  const result = await setting.client.verdict(setting.connection, deviceId);
  expect(result.outcome === "failure" ? result.reason : result.outcome).toBe(expected);
  expect([fake.graphRequests.length, fake.tokenRequests.length]).toEqual(calls);
}

const titled = (rows: readonly FaultRow[]) => rows.map((row) => [row.title, row] as const);

describe("Graph errors (facts 4.3): reason, number of calls and a bounded time, when", () => {
  it.each(titled(graphErrorRows))("%s", (_title, row) => check(row), bound);
});

describe("faults of Graph (facts 9): reason, number of calls and a bounded time, when", () => {
  it.each(titled(graphFaultRows))("%s", (_title, row) => check(row), bound);
});

describe("faults of Entra (facts 9): reason, number of calls and a bounded time, when", () => {
  it.each(titled(tokenFaultRows))("%s", (_title, row) => check(row), bound);
});

describe("faults of the network (facts 9): nothing is sent, and the failure names the code alone, when", () => {
  const elsewhere = { login: "https://no-such-host.invalid", graph: "https://no-such-host.invalid" };
  const closed = { login: "https://127.0.0.1:1", graph: "https://127.0.0.1:1" };

  it.each([
    ["DNS fails at Entra", { login: elsewhere.login }, "entra-unavailable", /^EntraAnswer: E/],
    ["DNS fails at Graph", { graph: elsewhere.graph }, "graph-unavailable", /^GraphAnswer: E/],
    ["Entra's port is closed", { login: closed.login }, "entra-unavailable", /^EntraAnswer: ECONNREFUSED$/],
    ["Graph's port is closed", { graph: closed.graph }, "graph-unavailable", /^GraphAnswer: ECONNREFUSED$/],
  ] as const)(
    "%s",
    async (_title, change, reason, cause) => {
      setting = setUp(fake, impatient);
      fake.play({});
      const cloud = { login: fake.origin, graph: fake.origin, ...change };
      const result = await setting.client.verdict({ ...setting.connection, cloud }, deviceId);
      expect(result).toMatchObject({ outcome: "failure", reason, status: null });
      expect(result.outcome === "failure" && result.chain[1]).toMatch(cause);
      expect(fake.graphRequests).toEqual([]);
    },
    bound,
  );

  it(
    "TLS fails",
    async () => {
      const dispatcher = createMicrosoftDispatcher();
      setting = setUp(fake, impatient, { dispatcher });
      fake.play({ graph: () => ({ status: 200, body: device() }) });
      expect(await setting.client.verdict(setting.connection, deviceId)).toMatchObject({
        reason: "entra-unavailable",
        chain: [expect.any(String), "EntraAnswer: DEPTH_ZERO_SELF_SIGNED_CERT"],
      });
      expect([...fake.tokenRequests, ...fake.graphRequests]).toEqual([]);
      await dispatcher.close();
    },
    bound,
  );
});

describe("pages (facts 9): the list ends with bad-response, and no token goes astray, when the next page is", () => {
  const list = "/v1.0/deviceManagement/managedDevices";
  const rows: [string, (origin: string, call: number) => string, number][] = [
    ["of a foreign origin", () => `https://graph.microsoft.com.thief.example${list}`, 1],
    ["of another port", (origin) => `${origin.replace(/:\d+$/, ":1")}${list}`, 1],
    ["a downgrade to http", (origin) => `${origin.replace("https:", "http:")}${list}`, 1],
    [
      "with a user name",
      (origin) => `https://user@${new URL(origin).host.replace("127.0.0.1", "localhost")}${list}`,
      1,
    ],
    ["no URL", () => "//", 2],
    ["a loop of one page", (origin) => `${origin}${list}`, 1],
    ["a loop of two pages", (origin, call) => `${origin}${list}?$skip=${call % 2}`, 3],
    ["the next of more than a thousand", (origin, call) => `${origin}${list}?$skip=${call}`, 1_000],
  ];
  it.each(rows)(
    "%s",
    async (_title, link, calls) => {
      setting = setUp(fake, { retryPause: 1 });
      fake.play({
        graph: (_request, call) => ({ status: 200, body: { value: [], "@odata.nextLink": link(fake.origin, call) } }),
      });
      const items: unknown[] = [];
      // A client's budget is a matter of minutes, which pass here with every page.
      for await (const item of setting.client.fleet(setting.connection)) {
        items.push(item);
        setting.clock.advance(1_000);
      }
      expect(items.at(-1)).toMatchObject({ outcome: "failure", reason: "bad-response" });
      expect(fake.graphRequests).toHaveLength(calls);
    },
    20_000,
  );
});
