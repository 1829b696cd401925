import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { successId } from "../../journey/index.ts";
import { type ConfigurationApi, configurationApi, nodes, scripts, trees } from "./testing/api.ts";

/** Whatever is sent as a tree, a node or a script: never a 500, and what is refused is not written, not even in part. */

let api: ConfigurationApi;

beforeAll(async () => {
  api = await configurationApi();
  await api.call("PUT", `${nodes}/ModifyAuthLevelNode/known`, { authLevelIncrement: 1 });
});

afterAll(() => api.close());

const id = fc.constantFrom("known", "none", successId, "__proto__", "constructor", "", "a/b", "x".repeat(200));
const json = fc.jsonValue({ maxDepth: 4 });
const connections = fc.dictionary(fc.constantFrom("outcome", "true", "__proto__", "toString"), id);
const placed = fc.record(
  {
    nodeType: fc.oneof(fc.constantFrom("ModifyAuthLevelNode", "PageNode", "constructor"), json),
    displayName: fc.oneof(fc.string(), json),
    connections: fc.oneof(connections, json),
    x: fc.oneof(fc.double(), json),
  },
  { requiredKeys: [] },
);
const tree = fc.record(
  {
    _id: fc.oneof(fc.constant("fuzz"), json),
    entryNodeId: fc.oneof(id, json),
    nodes: fc.oneof(fc.dictionary(id, placed), json),
    staticNodes: json,
    uiConfig: json,
    enabled: fc.oneof(fc.boolean(), json),
    treeTimeout: fc.oneof(fc.integer(), json),
    identityResource: json,
  },
  { requiredKeys: [] },
);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constant("[".repeat(60_000)),
  fc.constant('{"nodes":{'),
  fc.constant(""),
);

async function neverBreaks(url: string, body: unknown): Promise<void> {
  const before = api.files();
  const answer = await api.call("PUT", url, body);
  expect([200, 201, 400, 404, 409, 412, 415]).toContain(answer.statusCode);
  if (answer.statusCode > 201) expect(api.files()).toEqual(before);
  else {
    expect((await api.call("GET", url)).statusCode).toBe(200);
    expect((await api.call("DELETE", url)).statusCode).toBe(200);
  }
}

const few = { numRuns: 60 };

it("a tree of any shape", async () => {
  await fc.assert(
    fc.asyncProperty(tree, (body) => neverBreaks(`${trees}/fuzz`, body)),
    few,
  );
});

it("a tree of any name", async () => {
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 150 });
  const body = { nodes: { known: { nodeType: "ModifyAuthLevelNode", connections: { outcome: successId } } } };
  await fc.assert(
    fc.asyncProperty(name, (value) => neverBreaks(`${trees}/${encodeURIComponent(value)}`, body)),
    few,
  );
});

it("any text for JSON", async () => {
  const url = fc.constantFrom(`${trees}/fuzz`, `${nodes}/MessageNode/fuzz`, `${scripts}/fuzz`);
  await fc.assert(
    fc.asyncProperty(url, text, (at, body) => neverBreaks(at, body)),
    few,
  );
});

it("a node of any shape, of a type that we have and of one that we lack", async () => {
  const at = fc.constantFrom("PageNode", "ScriptedDecisionNode", "MessageNode", "IntuneNode", "SomebodysNode");
  const attributes = fc.dictionary(
    fc.constantFrom("nodes", "script", "outcomes", "message", "userPassword", "_type", "_outcomes"),
    json,
  );
  const node = fc.tuple(at, attributes);
  await fc.assert(
    fc.asyncProperty(node, ([type, body]) => neverBreaks(`${nodes}/${type}/fuzz`, body)),
    few,
  );
});

it("a script of any shape", async () => {
  const script = fc.record(
    {
      name: fc.oneof(fc.string(), json),
      script: fc.oneof(fc.base64String(), json),
      language: fc.oneof(fc.constant("JAVASCRIPT"), json),
      context: fc.oneof(fc.constant("LIBRARY"), json),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(script, (body) => neverBreaks(`${scripts}/fuzz`, body)),
    few,
  );
});
