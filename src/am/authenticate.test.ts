import { describe, expect, it } from "vitest";
import { SallyportError } from "../core/errors.ts";
import { confirmationCallback, nameCallback, textOutputCallback } from "../journey/index.ts";
import { openServers } from "./testing/open-servers.ts";
import {
  answered,
  authenticateUrl,
  cookieOf,
  device,
  externalOrigin,
  type TestServer,
  type TestServerOptions,
  usernameAndPassword,
} from "./testing/server.ts";

const serve = openServers();
const login = { steps: [usernameAndPassword] };
const crest = (code: number, reason: string, message: string) => ({ code, reason, message });

describe("start", () => {
  it("answers an empty body with a JSON content type by the first step", async () => {
    const response = await serve().authenticate();
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      authId: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      callbacks: [
        {
          type: "NameCallback",
          output: [{ name: "prompt", value: "User Name" }],
          input: [{ name: "IDToken1", value: "" }],
        },
        {
          type: "PasswordCallback",
          output: [{ name: "prompt", value: "Password" }],
          input: [{ name: "IDToken2", value: "" }],
        },
      ],
    });
    expect(response.headers).toMatchObject({
      "content-type": "application/json",
      "content-api-version": "resource=2.1",
      "x-forgerock-transactionid": expect.stringMatching(/^[0-9a-f-]{36}$/),
      pragma: "no-cache",
      expires: "0",
      "x-content-type-options": "nosniff",
    });
    expect(response.headers["cache-control"]).toContain("no-store");
    expect(response.headers["set-cookie"]).toBeUndefined();
  });

  it("shows stage, header and description when they are not empty, and page ids", async () => {
    const steps = [[{ ...nameCallback("User Name"), id: 0 }]];
    const page = { stage: "UsernamePassword", header: "Sign In", description: "" };
    const body = (await serve({ journeys: { login: { steps, page } } }).authenticate()).json();
    expect(body).toMatchObject({ stage: "UsernamePassword", header: "Sign In", callbacks: [{ _id: 0 }] });
    expect(body).not.toHaveProperty("description");
  });

  it("numbers inputs by position among all callbacks, output-only ones included", async () => {
    const steps = [[textOutputCallback("Hello"), confirmationCallback(["Yes", "No"], 1)]];
    const { callbacks } = (await serve({ journeys: { login: { steps } } }).authenticate()).json();
    expect(callbacks[0]).not.toHaveProperty("input");
    expect(callbacks[1].input).toEqual([{ name: "IDToken2", value: 1 }]);
  });

  it.each([
    "/am/json/realms/root/realms/alpha/authenticate",
    "/am/json/realms/root/realms/alpha/authenticate/",
    "/am/XUI/json/realms/root/realms/alpha/authenticate",
    "/am/json/alpha/authenticate",
    "/am/json/authenticate?realm=/alpha",
    "/am/json/authenticate?realm=alpha",
    "/am/json/realms/root/authenticate?realm=%2Falpha",
  ])("finds realm alpha at %s", async (address) => {
    const server = serve({ journeys: { device: {} } });
    const query = "authIndexType=service&authIndexValue=device";
    const url = `${address}${address.includes("?") ? "&" : "?"}${query}`;
    const response = await server.app.inject({ method: "POST", url });
    expect(response.json()).toMatchObject({ realm: "/alpha", tokenId: expect.any(String) });
  });

  it.each(["/am/json/authenticate", "/am/json/realms/root/authenticate", "/am/XUI/json/realms/root/authenticate"])(
    "finds the root realm at %s",
    async (url) => {
      const server = serve({ journeys: { device: {} } });
      const response = await server.authenticate({ url, query: "authIndexType=service&authIndexValue=device" });
      expect(response.json()).toMatchObject({ realm: "/" });
    },
  );

  it("takes the realm's default journey when none is named, and leaves it out of the authId", async () => {
    const server = serve({ settings: { defaultJourney: "login" } });
    const response = await server.authenticate({ query: "" });
    const claims = JSON.parse(Buffer.from(response.json().authId.split(".")[1], "base64url").toString());
    expect(server.engine.seen[0]?.journey).toBe("login");
    expect(claims).not.toHaveProperty("authIndexType");
    expect(claims).toMatchObject({ realm: "/alpha", exp: claims.iat + 300 });
  });

  it.each<[string, string, number, string]>([
    ["an unknown journey", "authIndexType=service&authIndexValue=nothing", 400, "No Configuration found"],
    ["a journey without a name", "authIndexType=service", 400, "No Configuration found"],
    ["a disabled journey", "authIndexType=service&authIndexValue=off", 400, "No Configuration found"],
    ["an inner tree", "authIndexType=service&authIndexValue=inner", 400, "No Configuration found"],
    ["no journey where the realm has no default", "", 400, "No Configuration found"],
    ["an object's own property", "authIndexType=service&authIndexValue=__proto__", 400, "No Configuration found"],
    ["an unknown index type", "authIndexType=magic&authIndexValue=x", 400, "Unknown Authentication Index Type"],
    ["a repeated parameter", "authIndexType=service&authIndexValue=login&authIndexValue=off", 400, "more than once"],
    ["an unknown realm", "realm=/beta", 404, "Realm not found"],
    ["a suspended journey", "suspendedId=abc", 401, "Token not found. It may have expired."],
  ])("refuses %s", async (_case, query, code, message) => {
    const server = serve({ journeys: { login, off: { enabled: false }, inner: { innerTreeOnly: true } } });
    const response = await server.authenticate({ query });
    expect(response.statusCode).toBe(code);
    expect(response.json()).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(server.engine.seen).toEqual([]);
  });

  it.each(["module", "role", "user", "resource"])("says that authIndexType=%s is not supported", async (type) => {
    const response = await serve().authenticate({ query: `authIndexType=${type}&authIndexValue=x` });
    expect(response.statusCode).toBe(400);
    expect(response.json().message).toContain("not supported");
  });

  it.each<[string, string | undefined, string, number]>([
    ["text", "text/plain", "{}", 415],
    ["a form", "application/x-www-form-urlencoded", "authId=x", 415],
    ["no content type", undefined, "{}", 415],
    ["broken JSON", "application/json", '{"authId":', 400],
    ["an array", "application/json", "[]", 400],
    ["a number as authId", "application/json", '{"authId":1}', 400],
    ["an oversized body", "application/json", JSON.stringify({ authId: "x".repeat(70_000) }), 413],
    ["white space", "application/json", "  ", 200],
    ["unknown keys", "application/json; charset=UTF-8", '{"status":200,"ok":true}', 200],
  ])("answers a body of %s", async (_case, contentType, payload, status) => {
    const url = `${authenticateUrl}?authIndexType=service&authIndexValue=login`;
    const headers = contentType === undefined ? {} : { "content-type": contentType };
    const response = await serve().app.inject({ method: "POST", url, headers, payload });
    expect(response.statusCode).toBe(status);
    if (status !== 200) expect(response.json()).toMatchObject({ code: status, reason: expect.any(String) });
  });

  it("tells nodes who called, and nothing of the session token", async () => {
    const server = serve();
    const query = "authIndexType=service&authIndexValue=login&locale=fr_CA&x=1&x=2";
    const headers = {
      cookie: "iPlanetDirectoryPro=token; other=1",
      iplanetdirectorypro: "token",
      "accept-language": "de;q=0.5, en-GB, *;q=0.1",
    };
    await server.authenticate({ query, headers, device: device("abc", "B".repeat(43)) });
    const request = server.engine.seen[0]?.request;
    expect(request).toMatchObject({
      clientIp: "203.0.113.7",
      certificate: "B".repeat(43),
      locales: ["fr-CA", "en-GB", "de"],
      existingSession: null,
    });
    expect(request?.parameters.get("x")).toEqual(["1", "2"]);
    expect([...(request?.cookies ?? [])]).toEqual([["other", "1"]]);
    expect(request?.headers.has("cookie")).toBe(false);
    expect(request?.headers.has("iplanetdirectorypro")).toBe(false);
    expect(request?.headers.has("sallyport-assertion")).toBe(false);
  });

  it("limits the starts of one client address, and says when to come again", async () => {
    const server = serve({ limits: { starts: { points: 2, seconds: 60 } } });
    await server.authenticate();
    await server.authenticate();
    const refused = await server.authenticate();
    expect(refused.statusCode).toBe(429);
    expect(refused.headers["retry-after"]).toBe("60");
    expect((await server.authenticate({ device: null })).statusCode).toBe(200);
    server.clock.advance(60_000);
    expect((await server.authenticate()).statusCode).toBe(200);
  });
});

describe("continue", () => {
  it("accepts the whole step sent back, and passes the answers on in order", async () => {
    const server = serve();
    const step = await server.authenticate();
    const response = await server.authenticate({ query: "", body: answered(step) });
    expect(response.statusCode).toBe(200);
    expect(server.engine.seen[1]?.answers).toEqual([
      { type: "NameCallback", values: { "": "demo" } },
      { type: "PasswordCallback", values: { "": "secret" } },
    ]);
    expect(response.headers["x-forgerock-transactionid"]).toBe(step.headers["x-forgerock-transactionid"]);
  });

  it("gives every step an authId of its own", async () => {
    const server = serve({ journeys: { login: { steps: [usernameAndPassword, [nameCallback("Code")]] } } });
    const first = await server.authenticate();
    const second = await server.authenticate({ body: answered(first) });
    expect(second.json().authId).not.toBe(first.json().authId);
    const end = await server.authenticate({ body: answered(second, ["123456"]) });
    expect(end.json()).toHaveProperty("tokenId");
  });

  type Callbacks = { type: string; input?: { name: string; value: unknown }[] }[];
  it.each<[string, (callbacks: Callbacks) => unknown, string]>([
    ["none", () => undefined, "Incorrect number of callbacks found in JSON response"],
    ["too few", (sent) => sent.slice(1), "Incorrect number of callbacks found in JSON response"],
    ["too many", (sent) => [...sent, ...sent], "Incorrect number of callbacks found in JSON response"],
    ["another order", (sent) => sent.toReversed(), "Required callback not found in JSON response"],
    ["no input", (sent) => sent.map(({ type }) => ({ type })), "Required callback input not found in JSON response"],
    [
      "an input of another name",
      (sent) => sent.map(({ type }) => ({ type, input: [{ name: "IDToken9", value: "x" }] })),
      "Required callback input not found in JSON response",
    ],
    [
      "an object as input",
      (sent) => sent.map(({ type }, index) => ({ type, input: [{ name: `IDToken${index + 1}`, value: {} }] })),
      "Required callback input not found in JSON response",
    ],
    ["text instead of callbacks", () => "x", "The request body is not valid."],
  ])("refuses %s, and the step stays open", async (_case, change, message) => {
    const server = serve();
    const step = await server.authenticate();
    const good = answered(step);
    const bad = { ...good, callbacks: change(step.json().callbacks) };
    const refused = await server.authenticate({ body: bad });
    expect(refused.json()).toEqual(crest(400, "Bad Request", message));
    expect((await server.authenticate({ body: good })).statusCode).toBe(200);
  });

  it.each<[unknown, unknown]>([
    [0, 0],
    ["1", 1],
    ["one", undefined],
    [1.5, undefined],
    [true, undefined],
  ])("reads the integer input %j as %j", async (value, expected) => {
    const server = serve({ journeys: { login: { steps: [[confirmationCallback(["Yes", "No"])]] } } });
    const response = await server.authenticate({ body: answered(await server.authenticate(), [value]) });
    expect(response.statusCode).toBe(expected === undefined ? 400 : 200);
    expect(server.engine.seen[1]?.answers[0]?.values[""]).toBe(expected);
  });

  it("asks for no callbacks when a client returns from a lone redirect", async () => {
    const redirect = { type: "RedirectCallback", output: [], inputs: [] };
    const server = serve({ journeys: { login: { steps: [[redirect]] } } });
    const { authId } = (await server.authenticate()).json();
    const response = await server.authenticate({ query: "code=abc", body: { authId } });
    expect(response.statusCode).toBe(200);
    expect(server.engine.seen[1]?.request.parameters.get("code")).toEqual(["abc"]);
  });

  it("ends a journey that was disabled meanwhile", async () => {
    const journeys = { login: { ...login, enabled: true } };
    const server = serve({ journeys });
    const step = await server.authenticate();
    journeys.login.enabled = false;
    expect((await server.authenticate({ body: answered(step) })).statusCode).toBe(401);
  });
});

describe("success", () => {
  const success = (options: Parameters<TestServer["authenticate"]>[0], serverOptions: TestServerOptions = {}) =>
    serve({ journeys: { login: {} }, ...serverOptions }).authenticate(options);

  it("answers token, success URL and realm, and sets the cookie", async () => {
    const response = await success({});
    const { tokenId } = response.json();
    expect(response.json()).toEqual({ tokenId, successUrl: "/am/console", realm: "/alpha" });
    expect(tokenId).toMatch(/^[\w-]{51}$/);
    expect(cookieOf(response)).toBe(`iPlanetDirectoryPro=${tokenId}; Path=/; HttpOnly; SameSite=Lax`);
  });

  it("marks the cookie Secure when the external origin is https", async () => {
    expect(cookieOf(await success({ device: null }))).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  });

  it("lets the cookie cross sites only for realms with CORS origins, and only with Secure", async () => {
    const settings = { cors: { origins: ["https://app.example.com"] }, cookie: { name: "sso" } };
    expect(cookieOf(await success({ device: null }, { settings }))).toMatch(/^sso=.*; SameSite=None; Secure$/);
    expect(cookieOf(await success({}, { settings }))).toMatch(/; SameSite=Lax$/);
  });

  it("creates no session when the client or the journey asks for none", async () => {
    const query = "authIndexType=service&authIndexValue=login&noSession=true";
    const byClient = await success({ query });
    const byJourney = await success({}, { journeys: { login: { end: { kind: "success", noSession: true } } } });
    for (const response of [byClient, byJourney]) {
      expect(response.json()).toEqual({ successUrl: "/am/console", realm: "/alpha" });
      expect(response.headers["set-cookie"]).toBeUndefined();
    }
  });

  it.each<[string, string]>([
    ["/app/home?x=1", "/app/home?x=1"],
    [`${externalOrigin}/app`, `${externalOrigin}/app`],
    ["https://evil.example.com/", "/am/console"],
    ["https://gateway.example.com:8443.evil.example.com/", "/am/console"],
    ["https://user@gateway.example.com:8443/", "/am/console"],
    ["http://gateway.example.com:8443/", "/am/console"],
    ["//evil.example.com/", "/am/console"],
    ["/\\evil.example.com/", "/am/console"],
    ["/\t/evil.example.com/", "/am/console"],
    ["javascript:alert(1)", "/am/console"],
    ["app", "/am/console"],
    ["", "/am/console"],
  ])("goto=%j leads to %s", async (goto, successUrl) => {
    const query = `authIndexType=service&authIndexValue=login&goto=${encodeURIComponent(goto)}`;
    expect((await success({ query, device: null })).json().successUrl).toBe(successUrl);
  });

  it("prefers goto to the journey's success URL, and that to the realm's", async () => {
    const end = { kind: "success", shared: { username: "demo", successUrl: "/journey" } } as const;
    const query = "authIndexType=service&authIndexValue=login&goto=/goto";
    const options = { journeys: { login: { end } }, settings: { authentication: { successUrl: "/realm" } } };
    expect((await success({ query }, options)).json().successUrl).toBe("/goto");
    expect((await success({}, options)).json().successUrl).toBe("/journey");
    expect((await success({}, { settings: options.settings })).json().successUrl).toBe("/realm");
  });

  it("remembers goto and noSession of the start until the end", async () => {
    const server = serve();
    const query = "authIndexType=service&authIndexValue=login&goto=/app&noSession=true";
    const step = await server.authenticate({ query });
    expect((await server.authenticate({ query: "", body: answered(step) })).json()).toEqual({
      successUrl: "/app",
      realm: "/alpha",
    });
  });

  it.each<[string, object]>([
    ["no name at all", {}],
    ["an unknown user", { username: "nobody" }],
    ["a deactivated user", { username: "gone" }],
    ["a name that is no text", { username: ["demo"] }],
  ])("refuses a success with %s", async (_case, shared) => {
    const server = serve({ journeys: { login: { end: { kind: "success", shared: { ...shared } } } } });
    const response = await server.authenticate();
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ message: "Login failure", detail: { failureUrl: "" } });
    expect(server.logs).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ code: "am.no-identity" }) }),
    );
    expect(server.traced).toMatchObject([{ path: ["login"], displayName: "Session", error: "am.no-identity" }]);
  });
});

describe("failure", () => {
  const failing = (end: object, settings: object = {}, query = "authIndexType=service&authIndexValue=login") => {
    const server = serve({ journeys: { login: { end: { kind: "failure", ...end } } }, settings });
    return { server, response: server.authenticate({ query }) };
  };

  it("answers 401 with the failure URL", async () => {
    const response = await failing({}).response;
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({
      code: 401,
      reason: "Unauthorized",
      message: "Login failure",
      detail: { failureUrl: "" },
    });
    expect(response.headers["x-forgerock-transactionid"]).toBeDefined();
    expect(response.headers["set-cookie"]).toBeUndefined();
  });

  it("shows the message that a node set", async () => {
    const end = { gathered: { errorMessage: "Your device is not compliant." } };
    expect((await failing(end).response).json().message).toBe("Your device is not compliant.");
  });

  it.each<[string, string, object, string]>([
    ["gotoOnFail", "&gotoOnFail=/sorry", { failureUrl: "/journey" }, "/sorry"],
    ["the journey's failure URL", "", { failureUrl: "/journey" }, "/journey"],
    ["the realm's failure URL", "&gotoOnFail=https://evil.example.com/", {}, "/realm"],
  ])("leads to %s", async (_case, more, shared, failureUrl) => {
    const settings = { authentication: { failureUrl: "/realm" } };
    const query = `authIndexType=service&authIndexValue=login${more}`;
    expect((await failing({ shared }, settings, query).response).json().detail.failureUrl).toBe(failureUrl);
  });

  it("hides what a node threw, and logs it once with the transaction", async () => {
    const { server, response } = failing({ error: new Error("secret detail") });
    const { headers, body } = await response;
    expect(JSON.parse(body).message).toBe("Login failure");
    expect(body).not.toContain("secret detail");
    const lines = server.logs.filter(({ fields }) => JSON.stringify(fields).includes("secret detail"));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({ transactionId: headers["x-forgerock-transactionid"] });
  });

  it.each<[number, number]>([
    [429, 429],
    [503, 503],
    [500, 401],
    [404, 401],
  ])("answers an error of status %i by %i", async (status, expected) => {
    const error = new SallyportError("x.busy", { kind: "operational", status, message: "Busy." }, { retryAfter: 2.5 });
    const response = await failing({ error }).response;
    expect(response.statusCode).toBe(expected);
    if (expected === 401) expect(response.json().message).toBe("Login failure");
    else expect(response.headers["retry-after"]).toBe("3");
  });

  it("lets the client start anew when the journey was changed under it", async () => {
    const spec = { kind: "operational", status: 401, message: "Session has timed out" } as const;
    const response = await failing({ error: new SallyportError("journey.changed", spec) }).response;
    expect(response.json()).toMatchObject({ message: "Session has timed out", detail: { errorCode: "110" } });
  });
});

describe("an existing session", () => {
  async function signedIn(journeys: TestServerOptions["journeys"] = { login: {}, other: {}, must: { mustRun: true } }) {
    const server = serve({ journeys });
    const { tokenId } = (await server.authenticate()).json();
    const again = (name: string, more = "", options: object = {}) =>
      server.authenticate({
        query: `authIndexType=service&authIndexValue=${name}${more}`,
        headers: { cookie: `iPlanetDirectoryPro=${tokenId}` },
        ...options,
      });
    return { server, tokenId, again };
  }

  it("answers at once for the journey that created it", async () => {
    const { server, tokenId, again } = await signedIn();
    expect((await again("login", "&goto=/app")).json()).toEqual({ tokenId, successUrl: "/app", realm: "/alpha" });
    expect(server.engine.seen).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ["another journey", "other", ""],
    ["ForceAuth", "login", "&ForceAuth=true"],
    ["noSession", "login", "&noSession=true"],
  ])("does not spare %s", async (_case, name, more) => {
    const { server, tokenId, again } = await signedIn();
    const response = await again(name, more);
    expect(server.engine.seen).toHaveLength(2);
    expect(server.engine.seen[1]?.request.existingSession).toMatchObject({ Service: "login" });
    expect(response.json().tokenId).not.toBe(tokenId);
  });

  it("does not spare a journey that must run", async () => {
    const server = serve({ journeys: { login: { mustRun: true } } });
    const { tokenId } = (await server.authenticate()).json();
    await server.authenticate({ headers: { cookie: `iPlanetDirectoryPro=${tokenId}` } });
    expect(server.engine.seen).toHaveLength(2);
  });

  it("counts for nothing on another device, nor without the device of its login", async () => {
    const server = serve({ journeys: { login: {} } });
    const { tokenId } = (await server.authenticate({ device: device("abc", "A".repeat(43)) })).json();
    const headers = { cookie: `iPlanetDirectoryPro=${tokenId}` };
    for (const other of [device("abc", "B".repeat(43)), null]) {
      const response = await server.authenticate({ headers, device: other });
      expect(response.json().tokenId).not.toBe(tokenId);
      expect(server.engine.seen.at(-1)?.request.existingSession).toBeNull();
    }
    const same = await server.authenticate({ headers, device: device("abc", "A".repeat(43)) });
    expect(same.json().tokenId).toBe(tokenId);
  });

  it("ends when the same user signs in over it", async () => {
    const { server, tokenId, again } = await signedIn();
    await again("other");
    const url = "/am/json/realms/root/realms/alpha/sessions/?_action=validate";
    const response = await server.app.inject({ method: "POST", url, payload: { tokenId } });
    expect(response.json()).toEqual({ valid: false });
  });
});
