import { describe, expect, it } from "vitest";
import { nameCallback, passwordCallback, textOutputCallback } from "../../journey/index.ts";
import { openServers } from "../testing/open-servers.ts";
import { type TestServerOptions, usernameAndPassword } from "../testing/server.ts";

const serve = openServers();
const credentials = { "x-openam-username": "demo", "x-openam-password": "secret" };
const on = { zeroPageLogin: { enabled: true } };

async function login(options: TestServerOptions, headers: Record<string, string> = credentials) {
  const server = serve(options);
  const response = await server.authenticate({ headers });
  const answers = server.engine.seen.map((seen) => seen.answers.map(({ values }) => values[""]));
  return { server, response, answers };
}

describe("zero-page login", () => {
  it("answers user name and password from the headers, in one request", async () => {
    const { response, answers } = await login({ settings: on });
    expect(response.json()).toHaveProperty("tokenId");
    expect(answers).toEqual([[], ["demo", "secret"]]);
  });

  it("answers them on two pages as well", async () => {
    const steps = [[nameCallback("User Name")], [passwordCallback("Password")]];
    const { response, answers } = await login({ settings: on, journeys: { login: { steps } } });
    expect(response.json()).toHaveProperty("tokenId");
    expect(answers).toEqual([[], ["demo"], ["secret"]]);
  });

  it("is off by default", async () => {
    const { response, answers } = await login({});
    expect(response.json()).toHaveProperty("authId");
    expect(answers).toEqual([[]]);
  });

  it("tries each of them once, however often the journey asks", async () => {
    const steps = [usernameAndPassword, usernameAndPassword, usernameAndPassword];
    const { response, answers } = await login({ settings: on, journeys: { login: { steps } } });
    expect(response.json()).toHaveProperty("authId");
    expect(answers).toHaveLength(2);
  });

  it.each<[string, Record<string, string>]>([
    ["no password", { "x-openam-username": "demo" }],
    ["an empty password", { ...credentials, "x-openam-password": "" }],
    ["no headers", {}],
  ])("leaves the step to the client when there is %s", async (_case, headers) => {
    const { response, answers } = await login({ settings: on }, headers);
    expect(response.json()).toHaveProperty("authId");
    expect(answers).toEqual([[]]);
  });

  it.each([
    ["another callback", [...usernameAndPassword, textOutputCallback("Hello")]],
    ["the name twice", [nameCallback("User Name"), nameCallback("Again")]],
    ["nothing", []],
  ])("leaves a step alone that asks for %s", async (_case, step) => {
    const { answers } = await login({ settings: on, journeys: { login: { steps: [step] } } });
    expect(answers).toEqual([[]]);
  });

  it("decodes encoded words", async () => {
    const headers = { ...credentials, "x-openam-username": "=?UTF-8?B?SsO8cmdlbg==?=" };
    const { answers } = await login({ settings: on }, headers);
    expect(answers[1]).toEqual(["Jürgen", "secret"]);
  });

  it.each<[string, object, string | undefined, boolean]>([
    ["a page that is listed", { refererWhitelist: ["https://app.example.com/in"] }, "https://app.example.com/in", true],
    ["a page that is not", { refererWhitelist: ["https://app.example.com/in"] }, "https://evil.example.com/in", false],
    [
      "a page that begins alike",
      { refererWhitelist: ["https://app.example.com/in"] },
      "https://app.example.com/int",
      false,
    ],
    ["any page, where none is listed", {}, "https://app.example.com/in", false],
    ["no page", {}, undefined, true],
    ["no page, where that is not allowed", { allowedWithoutReferer: false }, undefined, false],
  ])("from %s", async (_case, more, referer, answered) => {
    const settings = { zeroPageLogin: { enabled: true, ...more } };
    const { answers } = await login({ settings }, { ...credentials, ...(referer === undefined ? {} : { referer }) });
    expect(answers).toHaveLength(answered ? 2 : 1);
  });

  it("serverinfo tells clients of it", async () => {
    const { server } = await login({ settings: on });
    const info = await server.app.inject({ url: "/am/json/realms/root/realms/alpha/serverinfo/*" });
    expect(info.json().zeroPageLogin).toEqual({ enabled: true, refererWhitelist: [], allowedWithoutReferer: true });
  });
});

describe("headers that prove who somebody is", () => {
  it("stand apart from those that nodes and scripts see", async () => {
    const headers = { ...credentials, authorization: "Basic eA==", "x-my-user": "=?utf-8?q?J=C3=BC?=", "x-other": "1" };
    const { server } = await login({ credentialHeaders: ["x-my-user"] }, headers);
    const request = server.engine.seen[0]?.request;
    const names = [...(request?.headers.keys() ?? [])];
    expect(names).toContain("x-other");
    expect(names.filter((name) => /openam|authorization|my-user/.test(name))).toEqual([]);
    expect(Object.fromEntries(request?.credentials ?? [])).toEqual({
      "x-openam-username": "demo",
      "x-openam-password": "secret",
      authorization: "Basic eA==",
      "x-my-user": "Jü",
    });
    expect(JSON.stringify(server.logs)).not.toContain("secret");
  });
});
