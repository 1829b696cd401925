import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { FrozenClock } from "../core/clock.ts";
import { systemRandom } from "../core/random.ts";
import {
  answerText,
  createCatalogue,
  createEngine,
  defineNode,
  goTo,
  journeyFileSchema,
  loadJourneys,
  nameCallback,
  send,
  successId,
  suspend,
} from "../journey/index.ts";
import { answered, device, testServer } from "./testing/server.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const links: string[] = [];
const bare = { version: 1, tags: [], reads: [], writes: [], config: z.object({}), outcomes: { outcome: "Outcome" } };
const ask = defineNode<typeof bare.config, null>({
  ...bare,
  type: "Ask",
  title: "Ask",
  run({ answers, state }) {
    if (answers === null) return send([nameCallback("User Name")]);
    state.putShared("username", answerText(answers[0]));
    return goTo("outcome");
  },
});
const mail = defineNode<typeof bare.config, null>({
  ...bare,
  type: "Mail",
  title: "Mail",
  run: ({ resumed }) =>
    resumed
      ? goTo("outcome")
      : suspend({ message: () => "An e-mail is on its way.", deliver: async (uri) => void links.push(uri) }),
});
const judge = defineNode<typeof bare.config, null>({
  ...bare,
  type: "Judge",
  title: "Judge",
  provesDevice: true,
  run: () => goTo("outcome"),
});

/** A journey of nodes one after the other, on the real engine. */
const real = (types: readonly string[]) => (clock: FrozenClock) => {
  const nodes = types.map((nodeType, index) => [
    String(index),
    { nodeType, displayName: nodeType, connections: { outcome: types[index + 1] ? String(index + 1) : successId } },
  ]);
  const configured = types.map((type, index) => [String(index), { _type: { _id: type } }]);
  const tree = { _id: "login", entryNodeId: "0", nodes: Object.fromEntries(nodes), enabled: true };
  const file = "login.journey.json";
  const files = journeyFileSchema.parse({ tree, nodes: Object.fromEntries(configured) });
  const journeys = loadJourneys(
    files.map((journey) => ({ file, journey })),
    createCatalogue([ask, mail, judge]),
  );
  const parts = { services: null, clock, random: systemRandom, trace: () => undefined };
  return { journeys, engine: createEngine({ journeys: () => journeys, ...parts }) };
};

/** Servers, one after the other, on one store. */
function house(...types: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "am-restart-"));
  folders.push(folder);
  return () => testServer({ real: real(types), path: join(folder, "store.db") });
}

const idOf = (link: string | undefined) => new URL(link ?? "").searchParams.get("suspendedId");

describe("a restart of the server", () => {
  it("leaves steps, links and sessions as they were", async () => {
    const start = house("Ask", "Mail");
    let server = start();
    const step = await server.authenticate();
    await server.close();

    server = start();
    const sent = await server.authenticate({ body: answered(step, ["demo"]) });
    expect(sent.json().callbacks[0].type).toBe("SuspendedTextOutputCallback");
    expect((await server.authenticate({ body: answered(step, ["demo"]) })).statusCode).toBe(401);
    await server.close();

    server = start();
    const query = `suspendedId=${idOf(links.at(-1))}`;
    const { tokenId } = (await server.authenticate({ query })).json();
    expect(tokenId).toMatch(/^[\w-]{51}$/);
    expect((await server.authenticate({ query })).statusCode).toBe(401);
    await server.close();

    server = start();
    const url = "/am/json/realms/root/realms/alpha/sessions?_action=validate";
    const valid = await server.app.inject({ method: "POST", url, payload: { tokenId } });
    expect(valid.json()).toMatchObject({ valid: true, uid: "demo" });
    await server.close();
  });
});

describe("a link that is followed on another device", () => {
  it.each<[string, string[], number]>([
    ["goes on where no node judged the first", ["Ask", "Mail"], 200],
    ["fails where one did", ["Ask", "Judge", "Mail"], 401],
  ])("%s", async (_case, types, status) => {
    const server = house(...types)();
    const first = device("a", "A".repeat(43));
    const step = await server.authenticate({ device: first });
    await server.authenticate({ device: first, body: answered(step, ["demo"]) });
    const query = `suspendedId=${idOf(links.at(-1))}`;
    const response = await server.authenticate({ query, device: device("b", "B".repeat(43)) });
    expect(response.statusCode).toBe(status);
    expect("tokenId" in response.json()).toBe(status === 200);
    await server.close();
  });
});
