import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { answering, buildFilter, type TestExchange, testExchange } from "../../testing/exchange.ts";
import { el } from "../../testing/harness.ts";
import { createPki, type TestPki } from "../../testing/pki.ts";

let pki: TestPki;
beforeAll(async () => {
  pki = await createPki();
});
const handlers = { Teapot: answering(418) };
const next = answering(200);

describe("AllowOnlyFilter", () => {
  const list = (...entries: string[]) => ({ rules: [{ from: [{ ip: { list: entries } }] }] });
  const to = (destination: object) => ({ rules: [{ destination: [destination] }] });
  const table: readonly (readonly [string, object, TestExchange, number])[] = [
    ["an address", list("10.0.0.1"), { address: "10.0.0.1" }, 200],
    ["another address", list("10.0.0.1"), { address: "10.0.0.2" }, 401],
    ["a network", list("192.0.2.0/24", "10.0.0.0/8"), { address: "10.9.8.7" }, 200],
    ["an IPv6 network", list("2001:db8::/32"), { address: "2001:db8:1::5" }, 200],
    ["outside an IPv6 network", list("2001:db8::/32"), { address: "2001:db9::5" }, 401],
    [
      "what a header claims",
      list("10.0.0.1"),
      { address: "192.0.2.1", headers: ["X-Forwarded-For", "10.0.0.1", "Forwarded", "for=10.0.0.1"] },
      401,
    ],
    ["a method", to({ methods: ["GET"] }), {}, 200],
    ["another method", to({ methods: ["GET"] }), { method: "POST" }, 401],
    ["a path", to({ paths: ["/home/.*"] }), { target: "/home/x" }, 200],
    ["a path that only contains it", to({ paths: ["/home/.*"] }), { target: "/x/home/x" }, 401],
    ["a path in other letters", to({ paths: ["/home"] }), { target: "/HOME" }, 401],
    ["a host in other letters", to({ hosts: ["GATEWAY.example.com"] }), {}, 200],
    ["a host that only ends like it", to({ hosts: ["example.com"] }), {}, 401],
    ["a port", to({ ports: ["443"] }), {}, 200],
    ["a range of ports", to({ ports: ["80", "8000:9000"] }), { upstream: "http://a:8080" }, 200],
    ["another port", to({ ports: ["80"] }), {}, 401],
    ["all keys of a destination", to({ methods: ["GET"], paths: ["/a"] }), { target: "/b" }, 401],
    ["a condition", { rules: [{ when: el("request.method == 'GET'") }] }, {}, 200],
    ["a condition that fails", { rules: [{ when: el("attributes.nothing") }] }, {}, 401],
    ["the second rule", { rules: [{ when: false }, { name: "all", when: true }] }, {}, 200],
    [
      "a resolver",
      { rules: [{ from: [{ ip: { list: ["10.0.0.1"], resolver: el("request.headers['IP'][0]") } }] }] },
      { headers: ["IP", "10.0.0.1"] },
      200,
    ],
    [
      "a resolver without a result",
      { rules: [{ from: [{ ip: { list: ["::/0"], resolver: el("request.headers['IP'][0]") } }] }] },
      {},
      401,
    ],
  ];
  test.each(table)("%s", async (_what, config, request, status) => {
    const filter = await buildFilter("AllowOnlyFilter", { ...config });
    const response = await filter(testExchange(request), next);
    expect([response.status, String(response.body)]).toEqual([status, ""]);
  });

  test("a subject must match as a whole, and nobody without certificate matches", async () => {
    const rule = (subjectDNs: string[]) => ({ rules: [{ from: [{ certificate: { subjectDNs } }] }] });
    const ask = async (subject: string, certificate = true) => {
      const filter = await buildFilter("AllowOnlyFilter", rule([subject]));
      return (await filter(testExchange(certificate ? { certificate: pki.device } : {}), next)).status;
    };
    expect([await ask("CN=a device"), await ask("CN=a"), await ask(".*"), await ask(".*", false)]).toEqual([
      200, 401, 200, 401,
    ]);
  });

  test("a failureHandler answers instead", async () => {
    const filter = await buildFilter(
      "AllowOnlyFilter",
      { rules: [{ when: false }], failureHandler: "Teapot" },
      { handlers },
    );
    expect((await filter(testExchange(), next)).status).toBe(418);
  });

  test.each<[object, string]>([
    [{ rules: [] }, "/rules"],
    [list("10.0.0.0/33"), "/rules/0/from/0/ip/list/0"],
    [list("localhost"), "/rules/0/from/0/ip/list/0"],
    [{ rules: [{ from: [{}] }] }, "/rules/0/from/0"],
    [to({ ports: ["http"] }), "/rules/0/destination/0/ports/0"],
    [to({ ports: ["200:100"] }), "/rules/0/destination/0/ports/0"],
    [to({ paths: ["("] }), "/rules/0/destination/0/paths/0"],
    [{ rules: [{ when: "perhaps" }] }, "/rules/0/when"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildFilter("AllowOnlyFilter", { ...config })).rejects.toThrow(`config${pointer}: `);
  });
});

describe("CertificateThumbprintFilter", () => {
  test("leaves the SHA-256 of the connection's certificate; without one the answer is 403", async () => {
    const filter = await buildFilter("CertificateThumbprintFilter", {
      certificate: el("contexts.client.certificates[0]"),
    });
    const exchange = testExchange({ certificate: pki.device });
    expect((await filter(exchange, next)).status).toBe(200);
    const thumbprint = createHash("sha256").update(pki.device.der).digest("base64url");
    expect(exchange.contexts.get("certificateThumbprint")).toEqual({ thumbprint });
    expect((await filter(testExchange(), next)).status).toBe(403);
  });

  test("a certificate from a header is read, and lint warns of it", async () => {
    const remarks: string[] = [];
    const certificate = el("pemCertificate(urlDecode(request.headers['x-ssl-cert'][0]))");
    const filter = await buildFilter("CertificateThumbprintFilter", { certificate }, { remarks });
    expect(remarks.join()).toContain("any client can send");
    const pem = encodeURIComponent(pki.device.certificate);
    expect((await filter(testExchange({ headers: ["x-ssl-cert", pem] }), next)).status).toBe(200);
    expect((await filter(testExchange({ headers: ["x-ssl-cert", "nonsense"] }), next)).status).toBe(403);
  });
});

describe("CsrfFilter", () => {
  const token = createHash("sha256").update("session-1").digest("base64url");
  const cookie = ["Cookie", "a=b; id=session-1"];
  test.each([
    ["a read", "GET", cookie, 200, token],
    ["a write with the token", "POST", [...cookie, "x-csrf-token", token], 200, token],
    ["a write without", "POST", cookie, 403, token],
    ["a write with another's", "POST", [...cookie, "X-CSRF-Token", token.replace(/^./, "_")], 403, token],
    ["a write with a part of it", "DELETE", [...cookie, "X-CSRF-Token", token.slice(0, 10)], 403, token],
    ["a write with two", "POST", [...cookie, "X-CSRF-Token", token, "X-CSRF-Token", token], 403, token],
    ["a write without a session", "POST", [], 200, undefined],
  ])("%s", async (_what, method, headers, status, sent) => {
    const filter = await buildFilter("CsrfFilter", { cookieName: "id" });
    const response = await filter(testExchange({ method, headers }), next);
    expect([response.status, response.headers.first("x-csrf-token")]).toEqual([status, sent]);
  });

  test.each([
    [{}, "/cookieName"],
    [{ cookieName: "a b" }, "/cookieName"],
    [{ cookieName: "a", headerName: "Content-Length" }, "/headerName"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildFilter("CsrfFilter", config)).rejects.toThrow(`config${pointer}: `);
  });
});

describe("CorsFilter", () => {
  const page = "https://page.example.com";
  const policy = {
    acceptedOrigins: [page],
    acceptedMethods: ["PUT"],
    acceptedHeaders: ["X-A"],
    exposedHeaders: ["X-B"],
    maxAge: "1 minute",
  };
  const ask = async (request: TestExchange, policies: object[] = [policy]) => {
    const filter = await buildFilter("CorsFilter", { policies: policies.map((one) => ({ ...one })) });
    const answer = answering(200, ["Access-Control-Allow-Origin", "*", "Access-Control-Allow-Credentials", "true"]);
    const { status, headers } = await filter(testExchange(request), answer);
    const cors = headers.names().filter((name) => /^access-control-/i.test(name));
    return [
      status,
      Object.fromEntries(cors.map((name) => [name.replace("Access-Control-", ""), headers.all(name).join("|")])),
    ];
  };
  const preflight = (method: string, names = "", origin = page): TestExchange => ({
    method: "OPTIONS",
    headers: ["Origin", origin, "Access-Control-Request-Method", method, "Access-Control-Request-Headers", names],
  });

  test.each<[string, TestExchange, unknown[]]>([
    ["without an origin nothing is allowed", {}, [200, {}]],
    ["the own origin needs nothing", { headers: ["Origin", "https://gateway.example.com"] }, [200, {}]],
    [
      "an accepted origin may read",
      { headers: ["Origin", page] },
      [200, { "Allow-Origin": page, "Expose-Headers": "X-B" }],
    ],
    ["another origin is refused", { headers: ["Origin", "https://evil.example"] }, [403, {}]],
    ["an origin that contains it is refused", { headers: ["Origin", `${page}.evil.example`] }, [403, {}]],
    ["the null origin is refused", { headers: ["Origin", "null"] }, [403, {}]],
    ["two origins are refused", { headers: ["Origin", page, "Origin", page] }, [403, {}]],
    [
      "a preflight is answered",
      preflight("PUT", "x-a"),
      [204, { "Allow-Origin": page, "Allow-Methods": "PUT", "Allow-Headers": "x-a", "Max-Age": "60" }],
    ],
    ["another method is refused", preflight("DELETE"), [403, {}]],
    ["another header is refused", preflight("PUT", "x-a, x-c"), [403, {}]],
    ["a preflight of another origin is refused", preflight("PUT", "", "https://evil.example"), [403, {}]],
  ])("%s", async (_what, request, expected) => {
    expect(await ask(request)).toEqual(expected);
  });

  test("credentials go to named origins only", async () => {
    const named = [{ acceptedOrigins: [page], allowCredentials: true }];
    expect(await ask({ headers: ["Origin", page] }, named)).toEqual([
      200,
      { "Allow-Origin": page, "Allow-Credentials": "true" },
    ]);
    expect(await ask({ headers: ["Origin", page] }, [{ acceptedOrigins: "*" }])).toEqual([
      200,
      { "Allow-Origin": "*" },
    ]);
    const everybody = ask({}, [{ acceptedOrigins: "*", allowCredentials: true }]);
    await expect(everybody).rejects.toThrow("config/policies/0/allowCredentials: ");
  });

  test.each([
    [{ policies: [] }, "/policies"],
    [{ policies: [{}] }, "/policies/0/acceptedOrigins"],
    [{ policies: [{ acceptedOrigins: ["page.example.com"] }] }, "/policies/0/acceptedOrigins/0"],
    [{ policies: [{ acceptedOrigins: [`${page}/`] }] }, "/policies/0/acceptedOrigins/0"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildFilter("CorsFilter", config)).rejects.toThrow(`config${pointer}: `);
  });
});
