import { beforeAll, describe, expect, it } from "vitest";
import { type TestSandbox, testSandbox } from "../testing/scripts.ts";

let nextGen: TestSandbox;
beforeAll(async () => {
  nextGen = await testSandbox("next-gen");
});

describe("a next-gen script", () => {
  it("decides with action", () => {
    const result = nextGen.run(
      `
      if (nodeState.get("username") === "demo" && nodeState.get("none") === null) {
        nodeState.putShared("seen", { at: [1] }).mergeTransient({ t: true });
        action.goTo("yes").putSessionProperty("a", 1).removeSessionProperty("b").withErrorMessage("e").withMaxIdleTime(3)
          .withIdentifiedUser("demo").withHeader("h");
      }`,
      { sharedState: { username: "demo" } },
    );
    expect(result).toMatchObject({
      outcome: "yes",
      sessionProperties: { a: "1", b: null },
      errorMessage: "e",
      maxIdleTime: 3,
      identifiedUser: "demo",
      header: "h",
      stateChanges: [
        { state: "shared", key: "seen", change: "set", value: { at: [1] } },
        { state: "all", key: "t", change: "remove" },
        { state: "transient", key: "t", change: "set", value: true },
      ],
    });
  });
  it("may still set the variable outcome", () => {
    expect(nextGen.run(`outcome = "yes"`).outcome).toBe("yes");
  });
  it("sends the callbacks it built and ignores goTo", () => {
    const result = nextGen.run(`action.goTo("no").withStage("s"); callbacksBuilder.nameCallback("User", "demo");
      callbacksBuilder.pollingWaitCallback("5000", "Wait"); callbacksBuilder.redirectCallback("https://x.test", {a: "b"}, "POST", true);
      callbacksBuilder.stringAttributeInputCallback("mail", "Mail", "a@b.c", true, [{ policyRequirement: "UNIQUE" }]);
      callbacksBuilder.scriptTextOutputCallback("alert(1)"); callbacksBuilder.metadataCallback({ k: 1 })`);
    expect(result.outcome).toBeNull();
    expect(result.stage).toBe("s");
    expect(result.callbacks.map(({ type, inputs }) => [type, inputs])).toEqual([
      ["NameCallback", [{ name: "", value: "demo" }]],
      ["PollingWaitCallback", []],
      ["RedirectCallback", []],
      [
        "StringAttributeInputCallback",
        [
          { name: "", value: "a@b.c" },
          { name: "validateOnly", value: false },
        ],
      ],
      ["TextOutputCallback", []],
      ["MetadataCallback", []],
    ]);
    expect(result.callbacks[2]?.output).toContainEqual({ name: "trackingCookie", value: true });
    expect(result.callbacks[3]?.output).toContainEqual({
      name: "failedPolicies",
      value: ['{"policyRequirement":"UNIQUE"}'],
    });
  });
  it("reads the answers by type", () => {
    const callbacks = [
      { type: "NameCallback", value: "demo" },
      { type: "ConfirmationCallback", value: 1 },
      { type: "ChoiceCallback", value: 2 },
      { type: "HiddenValueCallback", value: "v", output: [{ name: "id", value: "h" }] },
      { type: "BooleanAttributeInputCallback", value: true },
    ];
    const source = `action.goTo([callbacks.isEmpty(), callbacks.getNameCallbacks().get(0), callbacks.getConfirmationCallbacks()[0],
      callbacks.getChoiceCallbacks().get(0)[0], callbacks.getHiddenValueCallbacks().get("h"),
      callbacks.getBooleanAttributeInputCallbacks()[0], callbacks.getPasswordCallbacks().length].join(" "))`;
    expect(nextGen.run(source, { callbacks }).outcome).toBe("false demo 1 2 v true 0");
  });
  it.each([
    [`requestHeaders.get("Accept").get(0)`, "json"],
    [`requestCookies.get("c")`, "1"],
    [`cookieName + realm + scriptName`, "iPlanetDirectoryPro/alphaDecide"],
    [`typeof sharedState + typeof JavaImporter + typeof java`, "undefinedundefinedundefined"],
    [`utils.base64.encode("héllo") + utils.base64.decode("aMOpbGxv")`, "aMOpbGxvhéllo"],
    [`utils.base64url.encode("~~~???") + utils.base64url.decode("fn5-Pz8_")`, "fn5-Pz8_~~~???"],
    [`utils.types.bytesToString(utils.types.stringToBytes("é"))`, "é"],
    [`/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(utils.crypto.randomUUID())`, "true"],
  ])("%s", (expression, expected) => {
    const input = { requestHeaders: { accept: ["json"] }, requestCookies: { c: "1" } };
    expect(nextGen.run(`action.goTo(String(${expression}))`, input).outcome).toBe(expected);
  });
  it("logs with placeholders at five levels", () => {
    const source = `for (const level of ["trace", "debug", "info", "warn", "error"]) logger[level]("{} and {}", 1, { a: 2 })`;
    expect(nextGen.run(source).logs.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'trace 1 and {"a":2}',
      'debug 1 and {"a":2}',
      'info 1 and {"a":2}',
      'warn 1 and {"a":2}',
      'error 1 and {"a":2}',
    ]);
  });
  it("cannot log more than it may", () => {
    const { logs } = nextGen.run(`for (let i = 0; i < 5000; i++) logger.info("x".repeat(5000))`);
    expect(logs.reduce((sum, entry) => sum + entry.message.length, 0)).toBe(16 * 1024);
  });
  it.each([
    [`openidm.read("managed/user/x")`, "openidm.read"],
    [`policy.evaluate({})`, "policy.evaluate"],
    [`require("library")`, "require"],
    [`idRepository.getIdentity("demo")`, "idRepository"],
    [`httpClient.send("https://x.test").get()`, "httpClient"],
    [`httpClient.send("https://x.test", { clientName: "mtls" })`, "httpClient.clientName"],
    [`action.withIdentifiedAgent("a")`, "action.withIdentifiedAgent"],
    [`callbacksBuilder.httpCallback("a", "b", "c")`, "HttpCallback"],
    [`callbacksBuilder.x509CertificateCallback("p")`, "X509CertificateCallback"],
    [`callbacks.getX509CertificateCallbacks()`, "callbacks.getX509CertificateCallbacks"],
    [`utils.crypto.subtle.encrypt("AES", "k", "d")`, "utils.crypto.subtle.encrypt"],
    [`utils.crypto.subtle.sign("RSA", "k", "d")`, "utils.crypto.subtle.RSA"],
  ])("is told by name what is not offered: %s", (source, api) => {
    expect(() => nextGen.run(source)).toThrow(
      expect.objectContaining({ code: "script.unsupported", message: `Scripts cannot use ${api} here.` }),
    );
  });
});
