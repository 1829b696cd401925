import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { failureId, successId } from "../../journey/index.ts";
import { type ConfigurationApi, configurationApi, nodes, trees } from "./testing/api.ts";

let api: ConfigurationApi;
let before: Record<string, string>;

beforeAll(async () => {
  api = await configurationApi();
});

afterAll(() => api.close());

beforeEach(() => {
  before = api.files();
});

const alphaIntune = `${trees}/intune`;
const level = { authLevelIncrement: 1 };

/** Writes a node of its own, and a tree that has it. */
async function treeWith(name: string, nodeType: string, attributes: object, connections: object): Promise<string> {
  const id = `${name}-node`;
  await api.call("PUT", `${nodes}/${nodeType}/${id}`, attributes);
  await api.call("PUT", `${trees}/${name}`, {
    entryNodeId: id,
    nodes: { [id]: { nodeType, displayName: name, connections } },
  });
  return id;
}

describe("reading trees", () => {
  it("gives a tree with its revision, also as ETag", async () => {
    const { statusCode, headers, ...answer } = await api.call("GET", alphaIntune);
    const tree = answer.json();
    expect(statusCode).toBe(200);
    expect(tree).toMatchObject({ _id: "intune", entryNodeId: expect.any(String), enabled: true });
    expect(headers).toMatchObject({
      etag: `"${tree._rev}"`,
      "content-type": "application/json;charset=UTF-8",
      "content-api-version": "resource=1.0",
    });
  });

  it("answers 404 as PingAM does for a tree that there is not", async () => {
    const answer = await api.call("GET", `${trees}/none`);
    expect(answer.json()).toEqual({ code: 404, reason: "Not Found", message: "Not Found" });
    expect((await api.call("DELETE", `${trees}/none`)).statusCode).toBe(404);
  });

  it("answers a query in PingAM's envelope", async () => {
    const answer = await api.call("GET", `${trees}?_queryFilter=true&_fields=_id,enabled`);
    expect(answer.headers["content-api-version"]).toBe("protocol=2.1,resource=1.0, resource=1.0");
    expect(answer.json()).toEqual({
      result: ["intune", "two-factor"].map((_id) => ({ _id, _rev: expect.any(String), enabled: true })),
      resultCount: 2,
      pagedResultsCookie: null,
      totalPagedResultsPolicy: "NONE",
      totalPagedResults: -1,
      remainingPagedResults: -1,
    });
  });

  it("answers page by page", async () => {
    const first = (await api.call("GET", `${trees}?_queryFilter=true&_pageSize=1`)).json();
    expect(first).toMatchObject({ result: [{ _id: "intune" }], pagedResultsCookie: "1" });
    const url = `${trees}?_queryFilter=true&_pageSize=1&_pagedResultsCookie=${first.pagedResultsCookie}`;
    expect((await api.call("GET", url)).json()).toMatchObject({
      result: [{ _id: "two-factor" }],
      pagedResultsCookie: null,
    });
  });

  it.each([
    ["true", 2],
    ["false", 0],
    ['_id eq "intune"', 1],
    ["_id sw 'two'", 1],
    ['/description co "Intune"', 1],
    ["enabled eq true", 2],
  ])("understands the filter %s", async (filter, count) => {
    const answer = await api.call("GET", `${trees}?_queryFilter=${encodeURIComponent(filter)}`);
    expect(answer.json().resultCount).toBe(count);
  });

  it.each(["", "name pr", '_id eq "a" or _id eq "b"', "_id eq", "(((("])("refuses the filter %j", async (filter) => {
    const answer = await api.call("GET", `${trees}?_queryFilter=${encodeURIComponent(filter)}`);
    expect(answer.statusCode).toBe(400);
  });

  it("shows an editor the outcomes of every node", async () => {
    const tree = (await api.call("GET", `${alphaIntune}?forUI=true`)).json();
    const ids = tree.nodes[tree.entryNodeId]._outcomes.map(({ id }: { id: string }) => id);
    expect(ids).toContain("COMPLIANT");
  });

  it("lists ids and a template", async () => {
    const ids = await api.call("POST", `${trees}?_action=getIds`, {});
    expect(ids.json()).toEqual({ result: [{ _id: "intune" }, { _id: "two-factor" }] });
    const template = await api.call("POST", `${trees}?_action=template`, {});
    expect(template.json()).toMatchObject({ entryNodeId: failureId, nodes: {} });
    expect((await api.call("POST", `${trees}?_action=conquer`, {})).statusCode).toBe(400);
  });
});

describe("writing trees", () => {
  it("creates with 201, replaces with 200, and deletes with what it was", async () => {
    const created = await api.call("PUT", `${trees}/fresh`, { description: "one" });
    expect(created.statusCode).toBe(201);
    expect(created.json()).toMatchObject({ _id: "fresh", entryNodeId: failureId, nodes: {} });
    const replaced = await api.call("PUT", `${trees}/fresh`, { description: "two" });
    expect(replaced.statusCode).toBe(200);
    expect(replaced.json()._rev).not.toBe(created.json()._rev);
    const removed = await api.call("DELETE", `${trees}/fresh`);
    expect(removed).toMatchObject({ statusCode: 200 });
    expect(removed.json()).toMatchObject({ _id: "fresh", description: "two" });
    expect(api.files()).toEqual(before);
  });

  it("puts a new journey into a file of its own, and leaves the others alone", async () => {
    await treeWith("level", "ModifyAuthLevelNode", level, { outcome: successId });
    const { "level.journey.json": text = "", ...others } = api.files();
    expect(others).toEqual(before);
    const { level: journey } = JSON.parse(text).trees;
    expect(journey.nodes["level-node"]).toMatchObject({ ...level, _type: { _id: "ModifyAuthLevelNode" } });
    expect(api.live.journeys("/alpha")?.find("level")?.nodes.size).toBe(1);
    await api.call("DELETE", `${trees}/level`);
    await api.call("DELETE", `${nodes}/ModifyAuthLevelNode/level-node`);
    expect(api.files()).toEqual(before);
  });

  it("with If-None-Match: * only creates; with If-Match only replaces that revision", async () => {
    expect((await api.call("PUT", `${trees}/m`, {}, { "if-match": "*" })).statusCode).toBe(412);
    expect((await api.call("PUT", `${trees}/m`, {}, { "if-none-match": "*" })).statusCode).toBe(201);
    const again = await api.call("PUT", `${trees}/m`, {}, { "if-none-match": "*" });
    expect(again.json()).toMatchObject({ code: 412, reason: "Precondition Failed" });
    const { _rev } = (await api.call("GET", `${trees}/m`)).json();
    expect((await api.call("PUT", `${trees}/m`, { enabled: false }, { "if-match": `"${_rev}"` })).statusCode).toBe(200);
    expect((await api.call("DELETE", `${trees}/m`, undefined, { "if-match": _rev })).statusCode).toBe(412);
    expect((await api.call("DELETE", `${trees}/m`)).statusCode).toBe(200);
  });

  it("two writers with the same revision: one wins, the other learns of it", async () => {
    const { _rev } = (await api.call("PUT", `${trees}/race`, {})).json();
    const write = (description: string) => api.call("PUT", `${trees}/race`, { description }, { "if-match": _rev });
    const answers = await Promise.all([write("a"), write("b")]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
    await api.call("DELETE", `${trees}/race`);
  });

  it("refuses attributes that trees do not have, and says which ones they have", async () => {
    const answer = await api.call("PUT", `${trees}/t`, { colour: "red" });
    expect(answer.json()).toMatchObject({
      code: 400,
      reason: "Bad Request",
      message: "Invalid attribute specified.",
      detail: { validAttributes: expect.arrayContaining(["entryNodeId", "nodes", "uiConfig"]) },
    });
  });

  it.each([
    ["a node that there is not", { nodes: { x: { nodeType: "MessageNode" } } }, "Node does not exist: x"],
    ["an entry that there is not", { entryNodeId: "x" }, 'journey "bad": the entry node x does not exist'],
    ["nodes that are no map", { nodes: [] }, "Data validation failed for the attribute, nodes"],
    ["another name than the address", { _id: "other" }, "The _id differs from the address"],
    ["a flag that is none", { enabled: "yes" }, "Data validation failed for the attribute, enabled"],
  ])("refuses %s, and writes nothing", async (_case, body, message) => {
    const answer = await api.call("PUT", `${trees}/bad`, body);
    expect(answer.json()).toMatchObject({ code: 400, reason: "Bad Request", message });
    expect(api.files()).toEqual(before);
  });

  it("refuses a journey that would run itself", async () => {
    await treeWith("outer", "ModifyAuthLevelNode", level, {});
    await api.call("PUT", `${nodes}/InnerTreeEvaluatorNode/loop`, { tree: "outer" });
    const answer = await api.call("PUT", `${trees}/outer`, {
      entryNodeId: "loop",
      nodes: { loop: { nodeType: "InnerTreeEvaluatorNode", connections: {} } },
    });
    expect(answer.json()).toMatchObject({
      code: 400,
      message: expect.stringMatching(/^Tree would result in recursive loop: outer/),
    });
    await api.call("DELETE", `${trees}/outer`);
    await api.call("DELETE", `${nodes}/InnerTreeEvaluatorNode/loop`);
    await api.call("DELETE", `${nodes}/ModifyAuthLevelNode/outer-node`);
  });

  it("refuses to delete a journey that another one runs, and the realm's default journey", async () => {
    const inner = await api.call("DELETE", `${trees}/two-factor`);
    expect(inner.json()).toMatchObject({ code: 400, message: "Configured tree does not exist" });
    const root = trees.replace("/realms/alpha", "");
    const answer = await api.call("DELETE", `${root}/administration`);
    expect(answer.json()).toMatchObject({ code: 409, message: expect.stringContaining("default journey") });
    expect(api.files()).toEqual(before);
  });

  it("creates with an id of its own by _action=create, and not twice", async () => {
    const created = await api.call("POST", `${trees}?_action=create`, { _id: "made" });
    expect(created.statusCode).toBe(201);
    const again = await api.call("POST", `${trees}?_action=create`, { _id: "made" });
    expect(again.json()).toMatchObject({ code: 409, message: "Unable to save config: Service already exists" });
    await api.call("DELETE", `${trees}/made`);
  });
});
