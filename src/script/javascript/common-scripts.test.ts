import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../core/log.ts";
import { Secret } from "../../core/secret.ts";
import type { ScriptPorts } from "../host/ports.ts";
import { emptyInput, scriptOf } from "../testing/scripts.ts";
import { createScriptRunner } from "./runner.ts";
import type { ScriptInput } from "./script.ts";

/** Scripts in the style that people write for PingAM, and the examples of docs/scripts.md. */

const runner = createScriptRunner({ workers: 1, log: silentLogger, limits: { cpuMs: 8000 } });
afterAll(() => runner.close());

const ports: ScriptPorts = {
  http: {
    send: async ({ body }) => ({
      status: 200,
      reason: "OK",
      headers: {},
      body: JSON.stringify({ score: body?.includes("risky") ? 90 : 10 }),
    }),
    close: async () => undefined,
  },
  identities: { read: (user) => (user === "demo" ? ["demo@example.com"] : null), write: () => undefined },
  secret: () => new Secret("token"),
  library: (name) => (name === "networks" ? `exports.isOffice = (site) => site === "Berlin"` : null),
};

const run = (api: "legacy" | "next-gen", source: string, input: Partial<ScriptInput> = {}) =>
  runner.run(scriptOf(source, api), { ...emptyInput, ...input }, ports);

describe("a legacy script that", () => {
  it("asks for a choice and reads it, with fr. before every class", async () => {
    const source = `
      var fr = JavaImporter(
        org.forgerock.openam.auth.node.api,
        javax.security.auth.callback.TextOutputCallback,
        javax.security.auth.callback.ConfirmationCallback
      );
      if (callbacks.isEmpty()) {
        var options = ["Remember", "Forget"];
        action = fr.Action.send(
          new fr.TextOutputCallback(fr.TextOutputCallback.INFORMATION, "Remember this device?"),
          new fr.ConfirmationCallback(fr.ConfirmationCallback.INFORMATION, options, 1)
        ).withStage("remember").build();
      } else if (callbacks.get(1).getSelectedIndex() === 0) {
        action = fr.Action.goTo("remember").putSessionProperty("remembered", "true").build();
      } else {
        action = fr.Action.goTo("forget").build();
      }`;
    expect((await run("legacy", source)).callbacks.map(({ type }) => type)).toEqual([
      "TextOutputCallback",
      "ConfirmationCallback",
    ]);
    const callbacks = [
      { type: "TextOutputCallback", value: null },
      { type: "ConfirmationCallback", value: 0 },
    ];
    expect(await run("legacy", source, { callbacks })).toMatchObject({
      outcome: "remember",
      sessionProperties: { remembered: "true" },
    });
  });

  it("runs a script in the page and takes its answer from a hidden value", async () => {
    const source = `
      (function () {
        var imports = JavaImporter(org.forgerock.openam.auth.node.api.Action,
          com.sun.identity.authentication.callbacks.HiddenValueCallback,
          com.sun.identity.authentication.callbacks.ScriptTextOutputCallback, java.lang.String);
        with (imports) {
          if (callbacks.isEmpty()) {
            action = Action.send([new HiddenValueCallback("zone", "false"),
              new ScriptTextOutputCallback(String("document.title"))]).build();
            return;
          }
          sharedState.put("zone", callbacks.get(0).getValue());
          outcome = "known";
        }
      })();`;
    expect((await run("legacy", source)).callbacks).toHaveLength(2);
    const callbacks = [{ type: "HiddenValueCallback", value: "CET" }];
    expect(await run("legacy", source, { callbacks })).toMatchObject({
      outcome: "known",
      stateChanges: [{ state: "shared", key: "zone", change: "set", value: "CET" }],
    });
  });

  it("asks a service about the client", async () => {
    const source = `
      var http = JavaImporter(org.forgerock.http.protocol.Request, org.forgerock.json.JsonValue);
      var request = new http.Request();
      request.setUri("https://risk.test/score");
      request.setMethod("POST");
      request.getHeaders().add("Content-Type", "application/json; charset=UTF-8");
      request.getHeaders().add("Authorization", "Bearer " + secrets.getGenericSecret("scripted.node.risk").getAsUtf8());
      request.getEntity().setString(JSON.stringify({ agent: String(requestHeaders.get("user-agent").get(0)) }));
      try {
        var response = httpClient.send(request).get();
        if (response.getStatus().getCode() === 200) {
          var score = JSON.parse(response.getEntity().getString()).score;
          nodeState.putShared("riskScore", score);
          outcome = score > 50 ? "high" : "low";
        } else outcome = "error";
      } catch (e) {
        logger.error("risk: " + e);
        outcome = "error";
      }`;
    const agent = (value: string) => ({ requestHeaders: { "user-agent": [value] } });
    expect((await run("legacy", source, agent("risky"))).outcome).toBe("high");
    expect((await run("legacy", source, agent("calm"))).outcome).toBe("low");
  });

  it("builds Java collections for objectAttributes", async () => {
    const source = `
      var attributes = new java.util.LinkedHashMap();
      attributes.put("mail", idRepository.getAttribute(nodeState.get("username").asString(), "mail").iterator().next());
      attributes.put("groups", java.util.Arrays.asList("a", "b"));
      nodeState.mergeShared({ objectAttributes: attributes });
      outcome = java.lang.Boolean.parseBoolean("true") ? "true" : "false";`;
    const result = await run("legacy", source, { sharedState: { username: "demo" } });
    expect(result.stateChanges.at(-1)).toEqual({
      state: "shared",
      key: "objectAttributes",
      change: "set",
      value: { mail: "demo@example.com", groups: ["a", "b"] },
    });
  });

  it("replaces the state, and sets times and messages", async () => {
    const source = `
      importPackage(org.forgerock.openam.auth.node.api);
      action = Action.goTo("done").replaceSharedState({ username: "x" }).replaceTransientState({})
        .withMaxTreeDuration(java.time.Duration.ofMinutes(3)).addWebhook("bye").withErrorMessage("no").build();`;
    expect(await run("legacy", source)).toMatchObject({
      outcome: "done",
      maxTreeDuration: 3,
      logoutWebhook: "bye",
      errorMessage: "no",
      stateChanges: [
        { state: "shared", change: "replace", value: { username: "x" } },
        { state: "transient", change: "replace", value: {} },
      ],
    });
  });
});

describe("Java as scripts know it", () => {
  it.each([
    [
      `(function () { var t = new java.util.TreeMap(); t.put("b", 1); t.put("a", 2); return t + t.firstKey() })()`,
      "{a=2, b=1}a",
    ],
    [`new java.util.TreeSet(["b", "a"])`, "[a, b]"],
    [
      `(function () { var l = new java.util.ArrayList(); l.addAll(["a", "b", "c"]); l.removeIf(function (x) { return x === "b" }); return l })()`,
      "[a, c]",
    ],
    [`java.util.Collections.max([1, 3, 2])`, "3"],
    [`new java.util.HashMap({ a: 1 }).entrySet().get(0).getKey()`, "a"],
    [`new java.util.HashMap().computeIfAbsent("a", function () { return 5 })`, "5"],
    [`java.util.concurrent.TimeUnit.MINUTES.toSeconds(2)`, "120"],
    [`new groovy.json.JsonSlurper().parseText('{"a":[1]}').get("a").get(0)`, "1", "var groovy = Packages.groovy;"],
    [`"ab".hashCode() + "|" + "a".compareTo("b") + "|" + "a".getBytes().length`, "3105|-1|1"],
    [`java.lang.Integer.valueOf("7").intValue()`, "7"],
    [`java.lang.Character.isDigit("7")`, "true"],
    [`new java.util.ArrayList() instanceof java.util.List`, "true"],
    [`JSON.stringify(new java.util.HashMap({ a: ["b"] }))`, `{"a":["b"]}`],
    [`callbacks.get(0).name + callbacks.get(0).prompt`, "demoUser"],
    [`org.forgerock.http.protocol.Status.valueOf(404).isClientError()`, "true"],
  ])("%s is %s", async (expression, expected, before = "") => {
    const callbacks = [{ type: "NameCallback", value: "demo", output: [{ name: "prompt", value: "User" }] }];
    expect((await run("legacy", `${before} outcome = String(${expression})`, { callbacks })).outcome).toBe(expected);
  });
});

describe("utils.crypto", () => {
  it.each([
    [
      `utils.base64url.encode(utils.crypto.subtle.digest("SHA-256", utils.types.stringToBytes("abc")))`,
      "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
    ],
    [
      `utils.base64.encode(utils.crypto.subtle.sign({ name: "HMAC", hash: "SHA-256" }, "key", "data"))`,
      "UDH+PZicbRU3oBP6bnOdojRj/a7DtwE32Cjjas4iG9A=",
    ],
    [`utils.crypto.subtle.verify("HMAC", "k", "d", utils.crypto.subtle.sign("HMAC", "k", "d"))`, "true"],
    [`utils.crypto.subtle.verify("HMAC", "k", "d", [1, 2])`, "false"],
    [`utils.crypto.getRandomValues(new Uint8Array(4)).length`, "4"],
    [`utils.crypto.getRandomValues([0, 0]).every(Number.isInteger)`, "true"],
    [`utils.crypto.randomUUID() === utils.crypto.randomUUID()`, "false"],
    [
      `jwtValidator.validateJwtClaims({ jwtType: "SIGNED", signingKey: "${"A".repeat(44)}", issuer: "i", jwt: jwtAssertion.generateJwt({
        jwtType: "SIGNED", jwsAlgorithm: "HS256", issuer: "i", subject: "s", audience: "a", type: "JWT",
        signingKey: "${"A".repeat(44)}", validityMinutes: 5, claims: { x: 1 } }) }).x`,
      "1",
    ],
    [`jwtAssertion.generateJwt({ signingKey: "short" })`, "null"],
    [`jwtValidator.validateJwtClaims({ jwt: "a.b.c", signingKey: "${"A".repeat(44)}" })`, "null"],
  ])("%s", async (expression, expected) => {
    expect((await run("next-gen", `action.goTo(String(${expression}))`)).outcome).toBe(expected);
  });
});

describe("a script with variables of its caller", () => {
  it.each(["legacy", "next-gen"] as const)("reads and fills them: %s", async (api) => {
    const put = api === "legacy" ? `config.put("b", 2)` : `config.b = 2`;
    expect((await run(api, put, { variables: { config: { a: 1 } } })).variables).toEqual({ config: { a: 1, b: 2 } });
    expect((await run(api, `config = { c: 3 }`, { variables: { config: {} } })).variables).toEqual({
      config: { c: 3 },
    });
  });
});

describe("the examples of docs/scripts.md", () => {
  const text = readFileSync(new URL("../../../docs/scripts.md", import.meta.url), "utf8");
  const examples = [...text.matchAll(/```js\n\/\/ (legacy|next-gen): (\w+)\n([\s\S]*?)```/g)];
  it("are found", () => expect(examples.length).toBeGreaterThanOrEqual(3));
  it.each(examples.map(([, api, outcome, source]) => [api, outcome, source] as const))(
    "run: %s, %s",
    async (api, outcome, source) => {
      const input = {
        sharedState: { username: "demo", site: "Berlin" },
        requestHeaders: { "user-agent": ["risky"] },
      };
      const result = await run(api === "legacy" ? "legacy" : "next-gen", source ?? "", input);
      const waits = result.suspension === undefined ? "asks" : "suspends";
      expect(result.outcome ?? waits).toBe(outcome);
    },
  );
});
