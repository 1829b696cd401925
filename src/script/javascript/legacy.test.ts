import { beforeAll, describe, expect, it } from "vitest";
import { type TestSandbox, testSandbox } from "../testing/scripts.ts";

let legacy: TestSandbox;
beforeAll(async () => {
  legacy = await testSandbox("legacy");
});

const outcomeOf = (source: string, input = {}) => legacy.run(source, input).outcome;

describe("a legacy script answers with", () => {
  it.each([
    ["a variable", `outcome = "yes"`, "yes"],
    ["a declared variable", `var outcome = "yes"`, "yes"],
    ["a block-scoped variable", `const outcome = "yes"`, "yes"],
    ["a Java string", `outcome = new java.lang.String("yes")`, "yes"],
    ["an action", `action = org.forgerock.openam.auth.node.api.Action.goTo("yes").build()`, "yes"],
    [
      "an action, which wins over the variable",
      `${importAction()} outcome = "no"; action = fr.Action.goTo("yes").build()`,
      "yes",
    ],
    ["nothing", `var x = 1`, null],
  ])("%s", (_name, source, outcome) => {
    expect(outcomeOf(source)).toBe(outcome);
  });

  it.each([
    ["outcome = true", "Script must set 'outcome' to a string."],
    ["outcome = { toString: () => 'yes' }", "Script must set 'outcome' to a string."],
    [`${importAction()} action = fr.Action.goTo("yes")`, ".build()"],
    ["action = 'yes'", "Script must set 'action' to an Action"],
    ["outcome = 'yes'; auditEntryDetail = 5", "Invalid auditEntryDetail type from script"],
  ])("the wrong type: %s", (source, detail) => {
    expect(() => legacy.run(source)).toThrow(
      expect.objectContaining({ code: "script.invalid-result", detail: expect.stringContaining(detail) }),
    );
  });

  it("everything that the action builder sets", () => {
    const result = legacy.run(`${importAction()}
      action = fr.Action.goTo("yes").putSessionProperty("a", "1").removeSessionProperty("b")
        .withErrorMessage("e").withLockoutMessage("l").withHeader("h").withDescription("d").withStage("s")
        .withUniversalId("u").withIdentifiedIdentity("demo", "USER").withMaxSessionTime(5).withMaxIdleTime(2).build();
      auditEntryDetail = { why: "because" };`);
    expect(result).toMatchObject({
      outcome: "yes",
      sessionProperties: { a: "1", b: null },
      errorMessage: "e",
      lockoutMessage: "l",
      header: "h",
      description: "d",
      stage: "s",
      universalId: "u",
      identifiedUser: "demo",
      maxSessionTime: 5,
      maxIdleTime: 2,
      auditEntryDetail: { why: "because" },
    });
  });
});

describe("the state copies sharedState and transientState", () => {
  const changesOf = (source: string, input = {}) => legacy.run(source, input).stateChanges;

  it("put a key back after the script", () => {
    expect(changesOf(`sharedState.put("a", 1); transientState.put("b", ["x"])`)).toEqual([
      { state: "shared", key: "a", change: "set", value: 1 },
      { state: "transient", key: "b", change: "set", value: ["x"] },
    ]);
  });
  it("put back a value that was changed inside", () => {
    const sharedState = { attributes: { mail: "a@example.com" } };
    expect(changesOf(`sharedState.get("attributes").put("mail", "b@example.com")`, { sharedState })).toEqual([
      { state: "shared", key: "attributes", change: "set", value: { mail: "b@example.com" } },
    ]);
  });
  it("do not remove from the real state what was removed from the copy", () => {
    expect(changesOf(`sharedState.remove("a")`, { sharedState: { a: 1 } })).toEqual([]);
  });
  it("do not undo what nodeState did to an untouched key", () => {
    const source = `sharedState.get("a"); nodeState.putShared("a", 2)`;
    expect(changesOf(source, { sharedState: { a: 1 } })).toEqual([
      { state: "shared", key: "a", change: "set", value: 2 },
    ]);
  });
  it("read maps as Java maps and missing keys as null", () => {
    const sharedState = { map: { list: [1, { deep: "x" }] } };
    const source = `outcome = [sharedState.get("map").get("list").get(1).get("deep"), sharedState.get("none") === null,
      sharedState.containsKey("map"), sharedState.size()].join(" ")`;
    expect(outcomeOf(source, { sharedState })).toBe("x true true 1");
  });
});

describe("nodeState", () => {
  const input = {
    sharedState: { where: "shared", onlyShared: 1, objectAttributes: { mail: "m", sn: "s" } },
    secureState: { where: "secure", objectAttributes: { sn: "secure" } },
    transientState: { where: "transient", objectAttributes: { password: "p" } },
  };
  it.each([
    [`nodeState.get("where").asString()`, "transient"],
    [`nodeState.get("none") === null`, "true"],
    [`nodeState.isDefined("onlyShared") && !nodeState.isDefined("none")`, "true"],
    [`nodeState.keys().size()`, "3"],
    [`nodeState.get("onlyShared").asInteger() + 1`, "2"],
    [`nodeState.get("objectAttributes").asMap().get("password")`, "p"],
    [`JSON.stringify(nodeState.getObject("objectAttributes"))`, `{"mail":"m","sn":"secure","password":"p"}`],
    [`nodeState.putShared("onlyShared", 5).get("onlyShared").asLong()`, "5"],
    [`(nodeState.putShared("where", "new"), nodeState.get("where").asString())`, "transient"],
    [`(nodeState.remove("where"), nodeState.get("where"))`, "null"],
    [`(nodeState.mergeShared({ where: "merged" }), nodeState.get("where").asString())`, "merged"],
  ])("%s is %s", (expression, expected) => {
    expect(outcomeOf(`outcome = String(${expression})`, input)).toBe(expected);
  });
  it("lists its changes in order", () => {
    const source = `nodeState.putShared("a", { b: [null] }); nodeState.remove("a"); nodeState.putTransient("c", "d");
      nodeState.mergeTransient({ e: 1 })`;
    expect(legacy.run(source).stateChanges).toEqual([
      { state: "shared", key: "a", change: "set", value: { b: [null] } },
      { state: "all", key: "a", change: "remove" },
      { state: "transient", key: "c", change: "set", value: "d" },
      { state: "all", key: "e", change: "remove" },
      { state: "transient", key: "e", change: "set", value: 1 },
    ]);
  });
  it("merges a container entry by entry, moving only the merged entries", () => {
    const source = `nodeState.mergeShared({ objectAttributes: { sn: "new", password: "q" } })`;
    expect(legacy.run(source, input).stateChanges).toEqual([
      { state: "all", key: "objectAttributes", change: "remove" },
      { state: "shared", key: "objectAttributes", change: "set", value: { mail: "m", sn: "new", password: "q" } },
    ]);
  });
  it.each([
    [`nodeState.mergeShared({ a: { b: 1 } })`, "State must not contain nested objects"],
    [`nodeState.mergeShared({ objectAttributes: 5 })`, "State containers must be a JSON object."],
    [`nodeState.get("where").asInteger()`, "expecting a number"],
  ])("refuses %s", (source, detail) => {
    expect(() => legacy.run(source, input)).toThrow(
      expect.objectContaining({ code: "script.threw", detail: expect.stringContaining(detail) }),
    );
  });
});

describe("a legacy script reads", () => {
  const input = {
    requestHeaders: { "user-agent": ["curl", "other"] },
    requestParameters: { authIndexValue: ["intune"] },
    existingSession: { AuthLevel: "2" },
  };
  it.each([
    [`requestHeaders.get("User-Agent").get(0)`, "curl"],
    [`requestHeaders.get("USER-AGENT")[1]`, "other"],
    [`requestHeaders.get("user-agent").size()`, "2"],
    [`requestHeaders.get("user-agent").contains("curl")`, "true"],
    [`requestHeaders.get("none") === null`, "true"],
    [`[...requestHeaders.get("user-agent")].length`, "2"],
    [`requestParameters.get("authindexvalue").get(0)`, "intune"],
    [`existingSession.get("AuthLevel")`, "2"],
    [`realm + scriptName + resumedFromSuspend`, "/alphaDecidefalse"],
    [`typeof requestCookies`, "undefined"],
    [`requestHeaders.get("user-agent").get(0).equals("curl")`, "true"],
  ])("%s", (expression, expected) => {
    expect(outcomeOf(`outcome = String(${expression})`, input)).toBe(expected);
  });
  it("existingSession as undefined without a session", () => {
    expect(outcomeOf(`outcome = String(typeof existingSession) + (existingSession === undefined)`)).toBe(
      "undefinedtrue",
    );
  });
});

describe("a journey's typical script", () => {
  const source = `
    var fr = JavaImporter(org.forgerock.openam.auth.node.api.Action, javax.security.auth.callback,
      com.sun.identity.authentication.callbacks.HiddenValueCallback, org.example.NotOffered);
    with (fr) {
      if (callbacks.isEmpty()) {
        logger.message("asking {}", "once");
        action = Action.send(new NameCallback("User"), new PasswordCallback("Password", false),
          new ChoiceCallback("Pick", ["a", "b"], 1, false), new HiddenValueCallback("id", "v"),
          new TextOutputCallback(TextOutputCallback.WARNING, "Careful"),
          new ConfirmationCallback(ConfirmationCallback.INFORMATION, ["Yes", "No"], 0)).build();
      } else {
        outcome = [callbacks.get(0).getName(), callbacks.get(1).getPassword(), callbacks.get(2).getSelectedIndexes()[0],
          callbacks.get(3).getId(), callbacks.get(3).getValue(), callbacks.get(0) instanceof NameCallback].join(" ");
      }
    }`;
  it("sends callbacks in PingAM's wire shape", () => {
    const result = legacy.run(source);
    expect(result.outcome).toBeNull();
    expect(result.logs).toEqual([{ level: "debug", message: "asking once" }]);
    expect(result.callbacks).toEqual([
      { type: "NameCallback", output: [{ name: "prompt", value: "User" }], inputs: [{ name: "", value: "" }] },
      {
        type: "PasswordCallback",
        output: [
          { name: "prompt", value: "Password" },
          { name: "echoOn", value: false },
        ],
        inputs: [{ name: "", value: "" }],
      },
      {
        type: "ChoiceCallback",
        output: [
          { name: "prompt", value: "Pick" },
          { name: "choices", value: ["a", "b"] },
          { name: "defaultChoice", value: 1 },
        ],
        inputs: [{ name: "", value: 1 }],
      },
      {
        type: "HiddenValueCallback",
        output: [
          { name: "value", value: "v" },
          { name: "id", value: "id" },
        ],
        inputs: [{ name: "", value: "id" }],
      },
      {
        type: "TextOutputCallback",
        output: [
          { name: "message", value: "Careful" },
          { name: "messageType", value: "1" },
        ],
        inputs: [],
      },
      {
        type: "ConfirmationCallback",
        output: [
          { name: "prompt", value: "" },
          { name: "messageType", value: 0 },
          { name: "options", value: ["Yes", "No"] },
          { name: "optionType", value: -1 },
          { name: "defaultOption", value: 0 },
        ],
        inputs: [{ name: "", value: 0 }],
      },
    ]);
  });
  it("reads the answers on its next visit", () => {
    const callbacks = [
      { type: "NameCallback", value: "demo" },
      { type: "PasswordCallback", value: "pw" },
      { type: "ChoiceCallback", value: 0 },
      { type: "HiddenValueCallback", value: "set", output: [{ name: "id", value: "id" }] },
    ];
    expect(outcomeOf(source, { callbacks })).toBe("demo pw 0 id set true");
  });
});

describe("Java classes", () => {
  it.each([
    [`new java.util.HashMap({ a: 1 }).get("a")`, "1"],
    [
      `(function () { var m = new java.util.HashMap(); m.put("k", 1); return m.toString() + m.keySet() })()`,
      "{k=1}[k]",
    ],
    [
      `(function () { var l = new java.util.ArrayList(); l.add("x"); l.add("y"); l.remove(0); return l + l.size() })()`,
      "[y]1",
    ],
    [`(function () { var s = new java.util.HashSet(["a", "a"]); return s.size() })()`, "1"],
    [`java.lang.Integer.parseInt("42") + 1`, "43"],
    [`java.lang.Boolean.parseBoolean("TRUE")`, "true"],
    [`Packages.java.lang.Math.max(1, 2)`, "2"],
    [`new org.forgerock.json.JsonValue({ a: [true] }).get("a").get(0).asBoolean()`, "true"],
  ])("%s is %s", (expression, expected) => {
    expect(outcomeOf(`outcome = String(${expression})`)).toBe(expected);
  });
  it.each([
    [`new java.io.File("/etc/passwd")`, "java.io.File"],
    [`java.lang.System.exit(0)`, "java.lang.System.exit"],
    [`var fr = JavaImporter(java.lang.Runtime); fr.Runtime.getRuntime()`, "java.lang.Runtime.getRuntime"],
    [`new com.sun.identity.authentication.spi.HttpCallback("a", "b", "c", "401")`, "HttpCallback"],
    [`${importAction()} fr.Action.goTo("x").addSessionHook("y")`, "Action.addSessionHook"],
    [`try { idRepository.getAttribute("a", "b") } catch (e) {} outcome = "yes"`, "idRepository"],
    [`secrets.getGenericSecret("scripted.node.a")`, "secrets"],
    [`systemEnv.getProperty("a")`, "systemEnv"],
  ])("%s is named as not offered", (source, api) => {
    expect(() => legacy.run(source)).toThrow(
      expect.objectContaining({ code: "script.unsupported", message: expect.stringContaining(api) }),
    );
  });
});

function importAction(): string {
  return "var fr = JavaImporter(org.forgerock.openam.auth.node.api.Action);";
}
