import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { SallyportError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { ask } from "../testing/client.ts";
import { el, startTestGateway, type TestGatewayOptions } from "../testing/harness.ts";
import { createPki, deviceId } from "../testing/pki.ts";
import { startUpstream, valuesOf } from "../testing/upstream.ts";

const answerWith = (entity: string): JsonObject => ({ type: "StaticResponseHandler", config: { status: 200, entity } });

/** The message with which a gateway refuses to start. */
async function refusal(options: TestGatewayOptions): Promise<string> {
  const gateway = await startTestGateway(options).catch((problem: unknown) => problem);
  if (gateway instanceof SallyportError) return gateway.message;
  throw new Error("the gateway has started");
}

/** What a gateway with one route says of it. */
async function lintOf(route: JsonObject | string): Promise<readonly string[]> {
  const gateway = await startTestGateway({ routes: { "a.json": route } });
  await gateway.close();
  return gateway.lint;
}

/** The body that a gateway answers with. */
async function bodyOf(options: TestGatewayOptions, path = "/"): Promise<string> {
  const gateway = await startTestGateway(options);
  const { body } = await ask({ port: gateway.port, path });
  await gateway.close();
  return body;
}

describe("a mistake is named with its file and place", () => {
  const chain = (filters: JsonObject[]): JsonObject => ({
    type: "Chain",
    config: { filters, handler: answerWith("") },
  });
  test.each<[string, JsonObject, string]>([
    [
      "an unknown type",
      { handler: { type: "Chains" } },
      '/handler/type: there is no type "Chains"; did you mean "Chain"?',
    ],
    [
      "a later type",
      { handler: { type: "SamlFederationHandler" } },
      "/handler/type: the type SamlFederationHandler is not supported yet",
    ],
    ["a later object", { handler: "ProxyOptions" }, "/handler: ProxyOptions is not supported yet"],
    ["an unknown name", { handler: "Nobody" }, '/handler: no object is called "Nobody"'],
    [
      "another kind",
      { handler: { type: "UriPathRewriteFilter", config: { mappings: {} } } },
      "/handler: must be a handler",
    ],
    [
      "a wrong value",
      { handler: { type: "StaticResponseHandler", config: { status: "abc" } } },
      "/handler/config/status: must be a whole number",
    ],
    ["a bad expression", { handler: answerWith(el("1 +")) }, "/handler/config/entity: expression, column 6"],
    ["a bad baseURI", { baseURI: "ftp://a", handler: answerWith("") }, "/baseURI: "],
    [
      "a bad mapping",
      { handler: chain([{ type: "UriPathRewriteFilter", config: { mappings: { "/a/..": "/b" } } }]) },
      "/handler/config/filters/0/config/mappings/~1a~1..: ",
    ],
    [
      "a name twice",
      {
        heap: [
          { name: "a", ...answerWith("") },
          { name: "a", ...answerWith("") },
        ],
        handler: "a",
      },
      '/heap/1/name: an object called "a" is already defined',
    ],
    [
      "a circle",
      {
        heap: [
          { name: "a", type: "Chain", config: { filters: [], handler: "b" } },
          { name: "b", type: "Chain", config: { filters: [], handler: "a" } },
        ],
        handler: "a",
      },
      "a circle of objects: a → b → a",
    ],
    ["no handler", {}, "/handler: must be the name of a handler"],
    [
      "a token without value",
      { handler: answerWith("&{nobody}") },
      "/handler/config/entity: the token &{nobody} has no value",
    ],
    [
      "an endless scan interval",
      { handler: { type: "Router", config: { directory: "routes", scanInterval: "unlimited" } } },
      "/handler/config/scanInterval: must not be unlimited",
    ],
    [
      "an endless wait",
      { handler: { type: "ReverseProxyHandler", config: { soTimeout: "unlimited" } } },
      "/handler/config/soTimeout: must be between",
    ],
    [
      "an identity header nobody strips",
      { handler: chain([{ type: "ClientCertificateIdentityFilter", config: { header: "X-Mine" } }]) },
      "must be one of trust.identityHeaders",
    ],
  ])("%s", async (_what, content, message) => {
    expect(await refusal({ files: { "config.json": content } })).toContain(
      `config.json${message.startsWith("/") ? message : ""}`,
    );
    expect(await refusal({ files: { "config.json": content } })).toContain(message);
  });

  test("text that is no JSON", async () => {
    expect(await refusal({ files: { "config.json": '{"handler": }' } })).toMatch(/^config\.json: not valid JSON/);
  });
});

describe("tokens", () => {
  const files = { "config.json": { properties: { who: "root", deep: { er: "nested" } }, handler: { type: "Router" } } };
  const route = (entity: string, properties: JsonObject = {}) => ({
    files,
    routes: { "a.json": { properties, handler: answerWith(entity) } },
  });
  const environment = { SALLYPORT_A_B: "prefixed", A_B: "plain", ONLY: "environment" };
  test.each<[string, string, JsonObject, string]>([
    ["the route's properties come first", "&{who}", { who: "route" }, "route"],
    ["then its parents'", "&{who}", {}, "root"],
    ["inside a property too", "&{deep.er}", {}, "nested"],
    ["then the prefixed environment", "&{a.b}", {}, "prefixed"],
    ["then the plain one", "&{only}", {}, "environment"],
    ["then the secrets", "&{hidden}", {}, "from secrets"],
    ["then the default", "&{nobody|the default}", {}, "the default"],
    ["a property may use an earlier one", "&{two}", { one: "1", two: "&{one}&{one}" }, "11"],
    ["properties are names of expressions", el("deep.er"), {}, "nested"],
    ["a transformation gives another type", el("flag ? 'yes' : 'no'"), { flag: { $bool: "&{on|false}" } }, "no"],
  ])("%s", async (_what, entity, properties, body) => {
    const secret = (name: string) => (name === "hidden" ? "from secrets" : undefined);
    expect(await bodyOf({ ...route(entity, properties), options: { environment, secret } })).toBe(body);
  });
});

describe("routes", () => {
  const named = (name: string): JsonObject => ({ name, handler: answerWith(name) });

  test("are tried in the order of their names", async () => {
    expect(await bodyOf({ routes: { "1.json": named("b"), "2.json": named("a") } })).toBe("a");
  });

  test("a broken one is reported and the others are served", async () => {
    const gateway = await startTestGateway({
      routes: { "a.json": "{", "b.json": { handler: "No" }, "c.json": named("c") },
    });
    expect((await ask({ port: gateway.port })).body).toBe("c");
    expect(gateway.lint.filter((line) => line.includes("not loaded"))).toHaveLength(2);
    await gateway.close();
  });

  test("a bad condition is named with its place", async () => {
    const lint = await lintOf({ condition: el("fnd()"), handler: answerWith("") });
    expect(lint.join()).toContain("routes/a.json/condition: expression, column 3: there is no function fnd");
  });

  test("of two with one name the first is served", async () => {
    const routes = {
      "1.json": { name: "a", handler: answerWith("first") },
      "2.json": { name: "a", handler: answerWith("second") },
    };
    expect(await bodyOf({ routes })).toBe("first");
  });

  test.each([[null], [false], ["text"], [el("'true'")], [el("1 / 0 == 1")]])(
    "the condition %j accepts nothing",
    async (condition) => {
      const gateway = await startTestGateway({ routes: { "a.json": { condition, handler: answerWith("a") } } });
      expect((await ask({ port: gateway.port, path: "/x" })).status).toBe(404);
      await gateway.close();
    },
  );

  test("comments are no mistake, and keys that look like mistakes are remarked on", async () => {
    expect(await lintOf('{"comment": "//", // here\n"handler": "ReverseProxyHandler"}')).toEqual([]);
    expect(await lintOf({ conditon: true, handler: "ReverseProxyHandler" })).toEqual([
      'routes/a.json/conditon: has no effect; did you mean "condition"?',
    ]);
    const lint = await lintOf({ handler: { ...answerWith(""), _capture: "all", capture: "all" } });
    expect(lint).toEqual(['routes/a.json/handler/_capture: has no effect: "capture" is switched off by its "_"']);
    expect(await lintOf('{"name": "a", "name": "b", "handler": "ReverseProxyHandler"}')).toEqual([
      'routes/a.json (top level): the key "name" occurs twice; the last one counts',
    ]);
  });
});

test("the example starts as it is, with three PEM files, and serves a device", async () => {
  const folder = new URL("../../../examples/mtls-intune/gateway/", import.meta.url);
  const names = ["admin.json", "routes/mtls-intune.json", "routes/am.json", "config.json"];
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, folder), "utf8")]));
  const [pki, upstream] = [await createPki(), await startUpstream()];
  const environment = {
    SALLYPORT_PKI_DIRECTORY: "pki",
    SALLYPORT_SECRETS_DIRECTORY: "secrets",
    SALLYPORT_GATEWAY_PORT: "0",
    SALLYPORT_SERVER_PORT: new URL(upstream.origin).port,
  };
  const files = { ...Object.fromEntries(texts), "secrets/agent.gateway.password": "not checked here" };
  const gateway = await startTestGateway({ pki, files, options: { environment } });
  const asked = { port: gateway.port, pki, certificate: pki.device };
  await ask({ ...asked, path: "/mtls-intune?realm=alpha" });
  await ask({ ...asked, path: "/am/json/serverinfo/*" });
  await gateway.close();
  await upstream.close();
  expect(gateway.lint).toEqual([]);
  expect(upstream.received.map(({ url }) => url)).toEqual(["/am/XUI?realm=alpha", "/am/json/serverinfo/*"]);
  for (const request of upstream.received) expect(valuesOf(request, "SSL_Client_S_DN")).toEqual([`CN=${deviceId}`]);
});

test("the page's debugging handler shows the certificate of the connection, or nothing", async () => {
  const pki = await createPki();
  const entity = `mTLS\n cert: ${el("contexts.client.certificates[0]")}`;
  const gateway = await startTestGateway({ pki, routes: { "a.json": { handler: answerWith(entity) } } });
  const shown = await ask({ port: gateway.port, pki, certificate: pki.device });
  const nothing = await ask({ port: gateway.port, pki });
  await gateway.close();
  expect(shown.body).toMatch(/^mTLS\n cert: Subject: CN=a device\nIssuer: CN=Test CA\nSHA-256: [\w-]{43}$/);
  expect(nothing.body).toBe("mTLS\n cert: ");
});
