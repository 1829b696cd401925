import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { successId } from "../../journey/index.ts";
import { type ConfigurationApi, configurationApi, nodes, scripts, trees } from "./testing/api.ts";

let api: ConfigurationApi;

beforeAll(async () => {
  api = await configurationApi();
});

afterAll(() => api.close());

const put = (type: string, id: string, body: object) => api.call("PUT", `${nodes}/${type}/${id}`, body);
const intuneId = "0c9b5a52-6c2b-4b6e-9d51-3f0f4a6a7e01";
const intune = `${nodes}/IntuneNode/${intuneId}`;
const kept = (name: string): string => readFileSync(api.path(name), "utf8");

describe("nodes", () => {
  it("a new one is answered with 201, its address and its outcomes; the same again with 200", async () => {
    const created = await put("MessageNode", "m1", { message: { en: "Hello" }, messageYes: {}, messageNo: {} });
    expect(created.statusCode).toBe(201);
    expect(created.headers.location).toMatch(/\/authenticationtrees\/nodes\/MessageNode\/m1$/);
    expect(created.json()).toEqual({
      _id: "m1",
      _rev: expect.any(String),
      message: { en: "Hello" },
      messageYes: {},
      messageNo: {},
      _type: { _id: "MessageNode", name: "Message Node", collection: true },
      _outcomes: [
        { id: "true", displayName: "True" },
        { id: "false", displayName: "False" },
      ],
    });
    expect((await put("MessageNode", "m1", { message: {} })).statusCode).toBe(200);
    expect(Object.keys(JSON.parse(api.files()["unassigned.json"] ?? "{}").nodes)).toEqual(["m1"]);
  });

  it("is found under its own type only", async () => {
    expect((await api.call("GET", `${nodes}/MessageNode/m1`)).statusCode).toBe(200);
    expect((await api.call("GET", `${nodes}/PageNode/m1`)).statusCode).toBe(404);
    const other = await put("ModifyAuthLevelNode", "m1", { authLevelIncrement: 1 });
    expect(other.json()).toMatchObject({ code: 409, message: "Unable to save config: Service already exists" });
  });

  it.each([
    ["an attribute too many", "MessageNode", { colour: "red" }, "Invalid attribute specified."],
    [
      "a missing script",
      "ScriptedDecisionNode",
      { script: "none", outcomes: ["a"] },
      "Data validation failed for the attribute, Script",
    ],
    [
      "a missing inner tree",
      "InnerTreeEvaluatorNode",
      { tree: "none" },
      "Data validation failed for the attribute, Tree Name",
    ],
    [
      "a value of another kind",
      "ModifyAuthLevelNode",
      { authLevelIncrement: "x" },
      "Data validation failed for the attribute, Value To Add",
    ],
    [
      "a page with a child that there is not",
      "PageNode",
      { nodes: [{ _id: "none", nodeType: "MessageNode" }] },
      "Node does not exist: none",
    ],
    [
      "a page of journeys",
      "PageNode",
      { nodes: [{ _id: "0c9b5a52-6c2b-4b6e-9d51-3f0f4a6a7e02", nodeType: "InnerTreeEvaluatorNode" }] },
      "Illegal child node type: InnerTreeEvaluatorNode",
    ],
    [
      "a page with a choice before its end",
      "PageNode",
      {
        nodes: [
          { _id: "m1", nodeType: "MessageNode" },
          { _id: "m1", nodeType: "MessageNode" },
        ],
      },
      "Only the last node in a page can have more than one outcome",
    ],
  ])("refuses %s in PingAM's words", async (_case, type, body, message) => {
    const before = api.files();
    const answer = await put(type, "bad", body);
    expect(answer.json()).toMatchObject({ code: 400, reason: "Bad Request", message });
    expect(api.files()).toEqual(before);
  });

  it("names the valid attributes, so that frodo can leave the others out", async () => {
    const answer = await put("MessageNode", "bad", { colour: "red" });
    expect(answer.json().detail.validAttributes).toEqual(["message", "messageYes", "messageNo", "stateField"]);
  });

  it("keeps every attribute of a type that we lack, and says 404 of its schema", async () => {
    const body = { anything: { deep: [1, null] }, _outcomes: [{ id: "x", displayName: "X" }] };
    const created = await put("SomebodysNode", "s1", body);
    expect(created.statusCode).toBe(201);
    expect(created.json()).toMatchObject({ anything: { deep: [1, null] }, _outcomes: [{ id: "x", displayName: "X" }] });
    const schema = await api.call("POST", `${nodes}/SomebodysNode?_action=schema`, {});
    expect(schema.json()).toEqual({ code: 404, reason: "Not Found", message: "Resource 'SomebodysNode' not found" });
    expect((await put("no type", "s2", {})).statusCode).toBe(404);
  });

  it("a node that does not fit its tree waits for the tree, and the journey runs on as it was", async () => {
    const node = (outcomes: string[]) => ({ script: scriptId, outcomes, inputs: [], outputs: [] });
    const tree = (outcome: string) => ({
      entryNodeId: "sd",
      nodes: { sd: { nodeType: "ScriptedDecisionNode", connections: { [outcome]: successId } } },
    });
    const scriptId = "5d1f7b1e-2f54-4f0c-8f0e-6a2f6f1f9d10";
    await put("ScriptedDecisionNode", "sd", node(["old"]));
    await api.call("PUT", `${trees}/waits`, tree("old"));
    expect((await put("ScriptedDecisionNode", "sd", node(["new"]))).statusCode).toBe(200);
    const running = () =>
      Object.keys(api.live.journeys("/alpha")?.find("waits")?.nodes.get("sd")?.bound.outcomes ?? {});
    expect(running()).toEqual(["old"]);
    expect((await api.call("GET", `${nodes}/ScriptedDecisionNode/sd`)).json().outcomes).toEqual(["new"]);
    await api.reopen();
    expect(running()).toEqual(["old"]);
    expect((await api.call("GET", `${nodes}/ScriptedDecisionNode/sd`)).json().outcomes).toEqual(["new"]);
    expect((await api.call("PUT", `${trees}/waits`, tree("new"))).statusCode).toBe(200);
    expect(running()).toEqual(["new"]);
    expect(Object.keys(JSON.parse(api.files()["unassigned.json"] ?? "{}").nodes)).not.toContain("sd");
  });

  it("cannot be deleted while a tree has it", async () => {
    expect((await api.call("DELETE", `${nodes}/ScriptedDecisionNode/sd`)).statusCode).toBe(409);
    await api.call("DELETE", `${trees}/waits`);
    expect((await api.call("DELETE", `${nodes}/ScriptedDecisionNode/sd`)).json()).toMatchObject({ _id: "sd" });
  });

  it("lists types, all nodes, outcomes, schema and template", async () => {
    const types = (await api.call("POST", `${nodes}?_action=getAllTypes`, {})).json().result;
    expect(types).toContainEqual(
      expect.objectContaining({ _id: "IntuneNode", name: "Microsoft Intune", collection: true }),
    );
    const all = (await api.call("POST", `${nodes}?_action=nextdescendents`, {})).json().result;
    expect(all).toContainEqual(expect.objectContaining({ _id: intuneId, _outcomes: expect.any(Array) }));
    const outcomes = await api.call("POST", `${nodes}/ScriptedDecisionNode?_action=listOutcomes`, {
      script: "s",
      outcomes: ["a"],
    });
    expect(outcomes.json()).toEqual([{ id: "a", displayName: "a" }]);
    const schema = (await api.call("POST", `${nodes}/ScriptedDecisionNode?_action=schema`, {})).json();
    expect(schema.properties.script).toMatchObject({
      title: "Script",
      required: true,
      propertyOrder: 0,
      type: "string",
    });
    const template = (await api.call("POST", `${nodes}/RetryLimitDecisionNode?_action=template`, {})).json();
    expect(template).toMatchObject({ retryLimit: 3 });
    const found = (await api.call("GET", `${nodes}/IntuneNode?_queryFilter=true`)).json();
    expect(found).toMatchObject({ resultCount: 1, result: [{ _id: intuneId }] });
  });
});

describe("secrets of nodes", () => {
  it("are null in every answer, tokens and all", async () => {
    const one = await api.call("GET", intune);
    expect(one.json()).toMatchObject({ appRegistrationClientSecret: null, azureTenantId: expect.any(String) });
    const all = await api.call("POST", `${nodes}?_action=nextdescendents`, {});
    expect(all.body).not.toContain("intune.client.secret");
  });

  it("null or absent keeps what is there", async () => {
    const { _rev, appRegistrationClientSecret: _secret, ...without } = (await api.call("GET", intune)).json();
    for (const body of [without, { ...without, appRegistrationClientSecret: null }]) {
      expect((await api.call("PUT", intune, body)).statusCode).toBe(200);
      expect(kept("deployment/realms/alpha/journeys/intune.journey.json")).toContain("&{intune.client.secret}");
    }
  });

  it("typed in go encrypted to a file, the journey file names it, and the running node has it", async () => {
    const { _rev, ...body } = (await api.call("GET", intune)).json();
    const answer = await api.call("PUT", intune, { ...body, appRegistrationClientSecret: "hunter2-typed-in" });
    expect(answer.json().appRegistrationClientSecret).toBeNull();
    const file = kept("deployment/realms/alpha/journeys/intune.journey.json");
    const [, name = ""] = /"&\{(secret\.[0-9a-f-]{36})\}"/.exec(file) ?? [];
    expect(kept(`.sallyport/sealed-secrets/${name}`)).not.toContain("hunter2");
    expect(file + kept(".sallyport/audit.log") + JSON.stringify(api.logs)).not.toContain("hunter2");
    const running = api.live.journeys("/alpha")?.find("intune")?.nodes.get(intuneId);
    expect(running?.attributes.appRegistrationClientSecret).toBe("hunter2-typed-in");
    await api.reopen();
    const again = api.live.journeys("/alpha")?.find("intune")?.nodes.get(intuneId);
    expect(again?.attributes.appRegistrationClientSecret).toBe("hunter2-typed-in");
  });

  it("replaced or emptied, the old one is gone", async () => {
    const { _rev, ...body } = (await api.call("GET", intune)).json();
    await api.call("PUT", intune, { ...body, appRegistrationClientSecret: "second" });
    expect(readdirSync(api.path(".sallyport/sealed-secrets"))).toHaveLength(1);
    await api.call("PUT", intune, { ...body, appRegistrationClientSecret: "" });
    expect(readdirSync(api.path(".sallyport/sealed-secrets"))).toHaveLength(0);
  });

  it("a refused write leaves no secret behind", async () => {
    await put("IntuneNode", "refused", { appRegistrationClientSecret: "x", inTuneSS: "not a flag" });
    expect(readdirSync(api.path(".sallyport/sealed-secrets"))).toHaveLength(0);
  });

  it.each([
    "&{gateway.assertion.key}",
    "a &{ gateway.assertion.key |x} b",
    "&{secret.00000000-0000-4000-8000-000000000000}",
    "&{esv.&{gateway.assertion.key}}",
    "&{esv.tenant|&{gateway.assertion.key}}",
    "&&{esv.tenant}{gateway.assertion.key}",
  ])("cannot be read by naming their token %s in another attribute", async (text) => {
    const answer = await put("MessageNode", "thief", { message: { en: text }, messageYes: {}, messageNo: {} });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain("0123456789abcdef");
  });

  it("PingAM's own tokens esv.… are allowed where they have a value", async () => {
    const message = (name: string) => ({ message: { en: `&{esv.${name}}` }, messageYes: {}, messageNo: {} });
    expect((await put("MessageNode", "esv", message("tenant"))).json().message).toEqual({ en: "&{esv.tenant}" });
    const missing = await put("MessageNode", "esv2", message("none"));
    expect(missing.json()).toMatchObject({ code: 400, message: "Data validation failed for the attribute, Message" });
  });
});

it("a tree with a token that has no value is refused, not broken", async () => {
  await put("SomebodysNode", "tokens", { text: "&{esv.none}" });
  const body = { entryNodeId: "tokens", nodes: { tokens: { nodeType: "SomebodysNode", connections: {} } } };
  const answer = await api.call("PUT", `${trees}/tokens`, body);
  expect(answer.json()).toMatchObject({ code: 400, message: "the token &{esv.none} has no value and no default" });
});

describe("scripts", () => {
  const source = Buffer.from("// Grüße\r\noutcome = 'a';\n").toString("base64");
  const body = { name: "One", script: source, language: "JAVASCRIPT", context: "LIBRARY", evaluatorVersion: "2.0" };

  it("are written line by line and read as they were", async () => {
    const created = await api.call("PUT", `${scripts}/one`, body);
    expect(created.statusCode).toBe(201);
    expect(JSON.parse(api.files()["unassigned.json"] ?? "{}").scripts.one.script).toEqual([
      "// Grüße\r",
      "outcome = 'a';",
      "",
    ]);
    await api.reopen();
    const read = (await api.call("GET", `${scripts}/one`)).json();
    expect(read).toMatchObject({
      ...body,
      _id: "one",
      default: false,
      lastModifiedBy: expect.stringContaining("amadmin"),
    });
    expect(api.live.journeys("/alpha")?.script("one")?.source).toBe("// Grüße\r\noutcome = 'a';\n");
  });

  it("are found by name, and library scripts as libraries", async () => {
    const found = await api.call("GET", `${scripts}?_queryFilter=name+eq+%22One%22`);
    expect(found.json()).toMatchObject({ resultCount: 1, result: [{ _id: "one" }] });
    const libraries = await api.call("GET", `${scripts.replace(/scripts$/, "libraries")}?_queryFilter=true`);
    expect(libraries.json().result).toEqual([{ _id: "one", _rev: expect.any(String), name: "One" }]);
  });

  it("have names of their own: another one with that name is a 409", async () => {
    const answer = await api.call("PUT", `${scripts}/two`, body);
    expect(answer.json()).toMatchObject({ code: 409, message: "Script with name One already exists in realm /alpha" });
  });

  it.each([
    ["no base64", { ...body, name: "x", script: "%%%" }],
    ["no UTF-8", { ...body, name: "x", script: Buffer.from([0xff, 0xfe]).toString("base64") }],
    ["another language", { ...body, name: "x", language: "COBOL" }],
    ["no name", { ...body, name: " " }],
  ])("refuses %s", async (_case, wrong) => {
    expect((await api.call("PUT", `${scripts}/x`, wrong)).statusCode).toBe(400);
  });

  it("cannot be deleted while a node uses them; unknown ones are named", async () => {
    expect((await api.call("DELETE", `${scripts}/5d1f7b1e-2f54-4f0c-8f0e-6a2f6f1f9d10`)).statusCode).toBe(409);
    expect((await api.call("DELETE", `${scripts}/one`)).json()).toEqual({ _id: "one" });
    const gone = await api.call("GET", `${scripts}/one`);
    expect(gone.json()).toMatchObject({
      code: 404,
      message: "Script with UUID one could not be found in realm /alpha",
    });
  });
});
