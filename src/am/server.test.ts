import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openServers } from "./testing/open-servers.ts";
import { authenticateUrl, device, type TestServer } from "./testing/server.ts";

const serve = openServers();

describe("an address", () => {
  it.each([
    "/",
    "/am",
    "/am/",
    "/am/json",
    "/am/json/nothing",
    "/am/json/realms/alpha/authenticate/more",
    "/am/json/realms/root/realms/authenticate",
    "/am/json/realms/authenticate",
    "/am/json/realms/root/realms/a%2Fb/authenticate",
    "/am/json/realms/root/realms/%E0%A4%A/authenticate",
    "/am/json/realms/root/realms/../authenticate",
    "/am/XUI/json/realms/root/realm-config/authentication",
    "/am/XUI/json/realms/root/users/a/b",
    "/am/oauth2/authorize",
    "/am/oauth2/realms/root/realms/alpha/access_token",
    "/openam/json/authenticate",
    "/am/XUI/XUI/json/authenticate",
    "/am/XUI/../json/authenticate",
  ])("%s that nobody serves answers 404 or 400 in CREST's shape", async (url) => {
    const response = await serve().app.inject({ method: "POST", url });
    expect([400, 404]).toContain(response.statusCode);
    expect(response.json()).toMatchObject({ code: response.statusCode, reason: expect.any(String) });
    expect(response.headers["content-type"]).toBe("application/json");
  });

  it.each([
    ["GET", authenticateUrl, "POST"],
    ["PUT", authenticateUrl, "POST"],
    ["DELETE", "/am/json/sessions/", "POST, GET"],
    ["POST", "/am/json/serverinfo/*", "GET"],
    ["OPTIONS", authenticateUrl, "POST"],
  ] as const)("%s %s is not allowed; %s is", async (method, url, allow) => {
    const response = await serve().app.inject({ method, url });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe(allow);
  });
});

describe("serverinfo", () => {
  it("tells the realm's cookie before anybody has logged in", async () => {
    const server = serve({ settings: { cookie: { name: "sso" } } });
    const info = (url: string) => server.app.inject({ url });
    expect((await info("/am/json/realms/root/realms/alpha/serverinfo/*")).json()).toMatchObject({
      _id: "*",
      cookieName: "sso",
      secureCookie: false,
      realm: "/alpha",
      domains: [null],
    });
    expect((await info("/am/json/serverinfo/*")).json()).toMatchObject({
      cookieName: "iPlanetDirectoryPro",
      realm: "/",
    });
    expect((await info("/am/XUI/json/realms/root/serverinfo/%2A")).statusCode).toBe(200);
  });

  it("says that the cookie is secure to clients that came by https", async () => {
    const server = serve();
    const url = "/am/json/serverinfo/*";
    const headers = { "sallyport-assertion": server.assertion({ method: "GET", target: url }) };
    expect((await server.app.inject({ url, headers })).json().secureCookie).toBe(true);
  });

  it("tells its version to those who have a session only", async () => {
    const server = serve({ journeys: { login: {} } });
    const url = "/am/json/serverinfo/version";
    expect((await server.app.inject({ url })).statusCode).toBe(401);
    const { tokenId } = (await server.authenticate()).json();
    const cookie = { cookie: `iPlanetDirectoryPro=${tokenId}` };
    expect((await server.app.inject({ url, headers: cookie })).json()).toMatchObject({ version: "8.0.2" });
  });
});

describe("OpenID discovery", () => {
  const discover = async (
    server: TestServer,
    path: string,
    external?: { origin: string; prefix: string; path: string },
  ) => {
    const url = `${path}/.well-known/openid-configuration`;
    const headers: Record<string, string> =
      external === undefined
        ? {}
        : { "sallyport-assertion": server.assertion({ method: "GET", target: url, external }) };
    const response = await server.app.inject({
      url,
      headers: { ...headers, host: "evil.example.com", "x-forwarded-host": "e" },
    });
    expect(response.statusCode).toBe(200);
    return response.json();
  };
  const gateway = { origin: "https://gw:8443", prefix: "", path: "" };
  const route = { origin: "https://gw:8443", prefix: "/mtls-intune", path: "/am/XUI" };
  const realm = "realms/root/realms/alpha";

  it("holds what the journey client insists on", async () => {
    const issuer = `http://127.0.0.1:8080/am/oauth2/${realm}`;
    expect(await discover(serve(), `/am/oauth2/${realm}`)).toEqual({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/access_token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      end_session_endpoint: `${issuer}/connect/endSession`,
      response_types_supported: [],
      grant_types_supported: [],
    });
  });

  it.each<[string, string, typeof gateway | undefined, string]>([
    ["the listener itself", "/am/oauth2/realms/root", undefined, "http://127.0.0.1:8080/am/oauth2/realms/root"],
    ["the short form", "/am/oauth2/alpha", undefined, `http://127.0.0.1:8080/am/oauth2/${realm}`],
    ["a route that rewrites nothing", `/am/oauth2/${realm}`, gateway, `https://gw:8443/am/oauth2/${realm}`],
    ["the page's route", `/am/XUI/oauth2/${realm}`, route, `https://gw:8443/mtls-intune/oauth2/${realm}`],
    ["a path beside the page's route", `/am/oauth2/${realm}`, route, `https://gw:8443/am/oauth2/${realm}`],
  ])("names the issuer as the client sees it: %s", async (_case, path, external, issuer) => {
    expect((await discover(serve(), path, external)).issuer).toBe(issuer);
  });

  it.each([
    ["https://login.example.com", `https://login.example.com/am/oauth2/${realm}`],
    ["https://login.example.com/sso", `https://login.example.com/sso/oauth2/${realm}`],
  ])("follows the realm's baseUrl %s before all else", async (baseUrl, issuer) => {
    const server = serve({ settings: { baseUrl } });
    expect((await discover(server, `/am/XUI/oauth2/${realm}`, route)).issuer).toBe(issuer);
  });
});

describe("CORS", () => {
  const listed = { cors: { origins: ["https://app.example.com"] } };
  const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "content-type" };
  const allowed = (headers: object) => Object.keys(headers).filter((name) => name.startsWith("access-control-"));

  it("lets a listed origin in, with credentials, on failures too", async () => {
    const server = serve({ settings: listed });
    for (const query of ["authIndexType=service&authIndexValue=login", "authIndexType=service&authIndexValue=x"]) {
      const { headers } = await server.authenticate({ query, headers: { origin: "https://app.example.com" } });
      expect(headers).toMatchObject({
        "access-control-allow-origin": "https://app.example.com",
        "access-control-allow-credentials": "true",
        vary: "Origin",
      });
    }
  });

  it("answers its preflight", async () => {
    const server = serve({ settings: listed });
    const headers = { origin: "https://app.example.com", ...preflight };
    const response = await server.app.inject({ method: "OPTIONS", url: authenticateUrl, headers });
    expect(response.statusCode).toBe(204);
    expect(response.headers["access-control-allow-methods"]).toBe("POST");
    for (const name of ["accept-api-version", "content-type", "x-requested-with", "iplanetdirectorypro"]) {
      expect(response.headers["access-control-allow-headers"]).toContain(name);
    }
  });

  it.each([
    "https://evil.example.com",
    "https://app.example.com.evil.com",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://APP.example.com",
    "null",
  ])("tells %s nothing at all", async (origin) => {
    const server = serve({ settings: listed });
    const response = await server.authenticate({ headers: { origin } });
    const options = await server.app.inject({
      method: "OPTIONS",
      url: authenticateUrl,
      headers: { origin, ...preflight },
    });
    expect(allowed(response.headers)).toEqual([]);
    expect(allowed(options.headers)).toEqual([]);
    expect(options.statusCode).toBe(405);
  });

  it("is off for a realm that lists no origin", async () => {
    const { headers } = await serve().authenticate({ headers: { origin: "https://app.example.com" } });
    expect(allowed(headers)).toEqual([]);
  });
});

describe("the login page", () => {
  it("comes with a strict policy and is not kept", async () => {
    const response = await serve().app.inject("/am/XUI/?realm=alpha&authIndexType=service&authIndexValue=login");
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain("Sign in");
    expect(response.headers).toMatchObject({
      "content-type": expect.stringContaining("text/html"),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    });
  });

  it.each([
    ["/am/XUI", "/am/XUI/"],
    ["/am/XUI?realm=alpha&goto=%2Fapp", "/am/XUI/?realm=alpha&goto=%2Fapp"],
    ["/am/XUI?x=//evil.example.com", "/am/XUI/?x=//evil.example.com"],
  ])("%s is moved to %s by a path that a gateway can map back", async (url, location) => {
    const response = await serve().app.inject(url);
    expect(response.statusCode).toBe(302);
    expect(response.headers.location).toBe(location);
  });

  it("finds its assets, which may be kept for ever", async () => {
    const response = await serve().app.inject("/am/XUI/assets/login-3f2a.js");
    expect(response.statusCode).toBe(200);
    expect(response.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(response.headers["x-content-type-options"]).toBe("nosniff");
  });

  it.each([
    "/am/XUI/assets/../index.html",
    "/am/XUI/assets/%2e%2e/index.html",
    "/am/XUI/assets/..%2findex.html",
    "/am/XUI/assets/",
  ])("lets nobody out of the assets: %s", async (url) => {
    const response = await serve().app.inject(url);
    expect([400, 403, 404]).toContain(response.statusCode);
    expect(response.json()).toMatchObject({ code: response.statusCode });
  });

  it("has a plain page behind the default success URL", async () => {
    const response = await serve().app.inject("/am/console");
    expect(response.statusCode).toBe(200);
    expect(response.headers["content-security-policy"]).toContain("default-src 'none'");
  });
});

describe("on the wire", () => {
  async function raw(server: TestServer, request: string): Promise<string> {
    const origin = new URL(await server.app.listen({ host: "127.0.0.1", port: 0 }));
    const socket = connect(Number(origin.port), "127.0.0.1");
    socket.setEncoding("latin1");
    socket.end(request, "latin1");
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    return answer;
  }
  const query = "authIndexType=service&authIndexValue=login";
  const head = `POST ${authenticateUrl}?${query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n`;

  it("repeated identity headers do not slip a second id past the first", async () => {
    const server = serve();
    const target = `${authenticateUrl}?${query}`;
    const assertion = server.assertion({ target, device: device("abc") });
    const spoof = "X-Intune: CN=abc\r\nx-INTUNE: CN=evil\r\nSSL_Client_S_DN: CN=evil\r\nSSL_Client_S_DN: CN=abc\r\n";
    expect(await raw(server, `${head}Sallyport-Assertion: ${assertion}\r\n${spoof}\r\n`)).toMatch(/^HTTP\/1.1 200/);
    expect(server.engine.seen[0]?.request.headers.has("x-intune")).toBe(false);
    expect(server.engine.seen[0]?.request.headers.has("ssl_client_s_dn")).toBe(false);
  });

  it("two assertions are refused", async () => {
    const server = serve();
    const assertion = () => server.assertion({ target: `${authenticateUrl}?${query}` });
    const twice = `Sallyport-Assertion: ${assertion()}\r\nsallyport_assertion: ${assertion()}\r\n`;
    expect(await raw(server, `${head}${twice}\r\n`)).toMatch(/^HTTP\/1.1 401/);
  });

  it.each<[string, string]>([
    ["a NUL in a header", "X-One: a\0b\r\n"],
    ["a folded header", "X-One: a\r\n b\r\n"],
    ["a hundred headers too many", "X-One: 1\r\n".repeat(200)],
    ["a head beyond all bounds", `X-One: ${"a".repeat(60_000)}\r\n`],
  ])("%s is refused", async (_case, header) => {
    const server = serve();
    expect(await raw(server, `${head}${header}\r\n`)).toMatch(/^HTTP\/1.1 4(00|31)/);
    expect(server.engine.seen).toEqual([]);
  });

  it("the content type carries no charset, as with PingAM", async () => {
    expect(await raw(serve(), `${head}\r\n`)).toMatch(/\r\ncontent-type: application\/json\r\n/i);
  });
});

describe("whatever is posted to authenticate", () => {
  const callback = fc.record({ type: fc.constantFrom("NameCallback", "PasswordCallback", "x"), input: fc.jsonValue() });
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({
        authId: fc.oneof(fc.string(), fc.jsonValue()),
        callbacks: fc.oneof(fc.array(callback), fc.jsonValue()),
      })
      .map((value) => JSON.stringify(value)),
  );

  it("never ends in an error of ours", async () => {
    const server = serve({ limits: { starts: { points: 1_000_000, seconds: 60 } } });
    const step = (await server.authenticate()).json();
    await fc.assert(
      fc.asyncProperty(body, fc.boolean(), async (text, withAuthId) => {
        const payload = withAuthId ? text.replace(/^\{/, `{"authId":"${step.authId}",`) : text;
        const headers = { "content-type": "application/json" };
        const url = `${authenticateUrl}?authIndexType=service&authIndexValue=login`;
        const response = await server.app.inject({ method: "POST", url, headers, payload });
        expect(response.statusCode).toBeLessThan(500);
        expect(response.json()).toEqual(expect.any(Object));
      }),
      { numRuns: 300 },
    );
    expect(server.logs.filter(({ level }) => level === "error")).toEqual([]);
  });
});

describe("an unexpected error", () => {
  it("tells the client nothing and the log everything", async () => {
    const server = serve();
    server.engine.start = async () => {
      throw new Error("internal secret");
    };
    const response = await server.authenticate();
    expect(response.statusCode).toBe(500);
    expect(response.json()).toEqual({ code: 500, reason: "Internal Server Error", message: "Internal Server Error" });
    expect(server.logs.at(-1)).toMatchObject({ level: "error", fields: { cause: "internal secret" } });
  });

  it("of a step that never ends is cut off", async () => {
    const server = serve({ limits: { handlerMs: 50 } });
    server.engine.start = () => new Promise(() => undefined);
    expect((await server.authenticate()).statusCode).toBe(503);
  });
});
