import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { silentLogger } from "../core/log.ts";
import { seededRandom } from "../core/random.ts";
import {
  type AssertionDevice,
  type AssertionInput,
  createAssertionSigner,
  createAssertionVerifier,
  identityHeaders,
} from "../device/index.ts";
import { makeCertificate } from "../device/testing/certificates.ts";
import { createIntake } from "./intake.ts";
import { remoteHosts } from "./remote-hosts.ts";
import { openServers } from "./testing/open-servers.ts";
import { authenticateUrl, device, secret } from "./testing/server.ts";

const serve = openServers();
const query = "authIndexType=service&authIndexValue=login";

/** Headers as the nodes would see them. */
async function seenHeaders(
  headers: Record<string, string>,
  more: { device?: AssertionDevice | null; hosts?: string[] },
) {
  const server = serve(more.hosts === undefined ? {} : { remoteHosts: more.hosts });
  const response = await server.authenticate({
    headers,
    ...(more.device === undefined ? {} : { device: more.device }),
  });
  expect(response.statusCode).toBe(200);
  return server.engine.seen[0]?.request.headers ?? new Map();
}

const spellings = [
  "SSL_Client_S_DN",
  "ssl_client_s_dn",
  "SSL-Client-S-DN",
  "Ssl-Client_S-Dn",
  "SSL_CLIENT_S_DN",
  "x-intune",
  "X_Intune",
  "Client-Cert",
  "X-Forwarded-Client-Cert",
  "X-ARR-ClientCert",
  "ssl-client-verify",
  "X-Amzn-Mtls-Clientcert-Leaf",
];

describe("an identity header that a client sends", () => {
  it.each(spellings)("%s reaches no node straight at the server", async (name) => {
    expect((await seenHeaders({ [name]: "CN=abc" }, {})).has(name.toLowerCase())).toBe(false);
  });

  it.each(spellings)("%s reaches no node through a gateway that saw no certificate", async (name) => {
    expect((await seenHeaders({ [name]: "CN=abc" }, { device: null })).has(name.toLowerCase())).toBe(false);
  });

  it.each(spellings)("%s reaches no node with the id of another device", async (name) => {
    expect((await seenHeaders({ [name]: "CN=abc" }, { device: device("other") })).has(name.toLowerCase())).toBe(false);
  });

  it.each(["SSL_Client_S_DN", "x-intune"])("%s passes with an id that the certificate proves", async (name) => {
    const seen = await seenHeaders({ [name]: "CN=abc" }, { device: device("abc") });
    expect(seen.get(name.toLowerCase())).toEqual(["CN=abc"]);
  });

  it("does not imply trust in loopback", async () => {
    expect((await seenHeaders({ "x-intune": "CN=abc" }, { hosts: [] })).has("x-intune")).toBe(false);
  });

  it.each([["127.0.0.1"], ["127.0.0.0/8"], ["any"]])("passes from the trusted peer %s", async (host) => {
    expect((await seenHeaders({ "x-intune": "CN=abc" }, { hosts: [host] })).get("x-intune")).toEqual(["CN=abc"]);
  });

  it("is judged by the assertion alone when there is one, also from a trusted peer", async () => {
    const seen = await seenHeaders({ "x-intune": "CN=abc" }, { hosts: ["any"], device: device("other") });
    expect(seen.has("x-intune")).toBe(false);
  });
});

describe("an assertion", () => {
  const target = `${authenticateUrl}?${query}`;
  type Forge = (server: ReturnType<typeof serve>) => string;
  const good = (server: ReturnType<typeof serve>, input: Partial<AssertionInput> = {}) =>
    server.assertion({ target, ...input });
  const send = (server: ReturnType<typeof serve>, assertion: string, name = "Sallyport-Assertion") =>
    server.authenticate({ query, headers: { [name]: assertion, "x-intune": "CN=abc" } });

  it.each<[string, Forge]>([
    ["garbage", () => "garbage"],
    ["empty", () => ""],
    ["changed", (server) => `${good(server).slice(0, -4)}AAAA`],
    ["for another path", (server) => good(server, { target: "/am/json/authenticate" })],
    ["for another query", (server) => good(server, { target: authenticateUrl })],
    ["for another method", (server) => good(server, { method: "GET" })],
    ["of an expired certificate", (server) => good(server, { device: { ...device("abc"), notAfter: 1000 } })],
    [
      "of another gateway",
      ({ clock }) => {
        const key = { kid: "gateway-1", secret: secret("thief") };
        const random = seededRandom("thief");
        const signer = createAssertionSigner({ issuer: "gateway", audience: "server", key, clock, random });
        const external = { origin: "https://g.example.com", prefix: "", path: "" };
        return signer.sign({ method: "POST", target, external, clientIp: "1.2.3.4", device: device("abc") });
      },
    ],
    [
      "for another server",
      ({ clock }) => {
        const key = { kid: "gateway-1", secret: secret("gateway") };
        const random = seededRandom("thief");
        const signer = createAssertionSigner({ issuer: "gateway", audience: "other", key, clock, random });
        const external = { origin: "https://g.example.com", prefix: "", path: "" };
        return signer.sign({ method: "POST", target, external, clientIp: "1.2.3.4", device: device("abc") });
      },
    ],
  ])("that is %s ends the request: 401, and nothing else happens", async (_case, forge) => {
    const server = serve();
    const response = await send(server, forge(server));
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({ code: 401, reason: "Unauthorized", message: "The request was refused." });
    expect(server.engine.seen).toEqual([]);
  });

  it("is refused the second time", async () => {
    const server = serve();
    const assertion = good(server, { device: device("abc") });
    expect((await send(server, assertion)).statusCode).toBe(200);
    expect((await send(server, assertion)).statusCode).toBe(401);
  });

  it("is refused when it has expired", async () => {
    const server = serve();
    const assertion = good(server);
    server.clock.advance(31_000);
    expect((await send(server, assertion)).statusCode).toBe(401);
  });

  it("is refused by a server that shares no key with any gateway", async () => {
    const server = serve({ gatewayKeys: false });
    expect((await send(server, good(server))).statusCode).toBe(401);
  });

  it("is checked on every path, also where nothing is found", async () => {
    for (const url of ["/nothing", "/am/XUI/", "/am/json/serverinfo/*"]) {
      const response = await serve().app.inject({ url, headers: { "sallyport-assertion": "garbage" } });
      expect(response.statusCode).toBe(401);
    }
  });

  it("spelled with underscores is an assertion as well", async () => {
    const server = serve();
    expect((await send(server, "garbage", "Sallyport_Assertion")).statusCode).toBe(401);
  });
});

describe("the intake", () => {
  const clock = frozenClock("2026-01-01T00:00:00Z");
  const key = { kid: "k", secret: secret("gateway") };
  const parties = { issuer: "gateway", audience: "server", clock };
  const signer = createAssertionSigner({ ...parties, key, random: seededRandom("g") });
  const trust = {
    identityHeaders: identityHeaders(["x-intune"]),
    assertions: createAssertionVerifier({ ...parties, keys: [key] }),
    remoteHosts: [],
  };
  const intake = createIntake(trust, silentLogger);
  const request = (rawHeaders: string[]) => ({
    rawHeaders,
    method: "GET",
    url: "/",
    socket: { remoteAddress: "192.0.2.1" },
  });
  const assertion = (proven: AssertionDevice | null) => {
    const external = { origin: "https://g.example.com", prefix: "", path: "" };
    return signer.sign({ method: "GET", target: "/", external, clientIp: "203.0.113.7", device: proven });
  };

  it("keeps every copy of a repeated header by itself", () => {
    const { headers } = intake(request(["Accept", "a", "X-One", "1", "accept", "b"]));
    expect([...headers]).toEqual([
      ["accept", ["a", "b"]],
      ["x-one", ["1"]],
    ]);
  });

  it("drops all copies of an identity header when one of them is not proved", () => {
    const proof = ["Sallyport-Assertion", assertion(device("abc"))];
    expect(intake(request([...proof, "X-Intune", "CN=abc", "x-intune", "CN=evil"])).headers.size).toBe(0);
  });

  it("keeps equal copies of a proved one", () => {
    const proof = ["Sallyport-Assertion", assertion(device("abc"))];
    const { headers } = intake(request([...proof, "X-Intune", "CN=abc", "x-intune", "abc"]));
    expect(headers.get("x-intune")).toEqual(["CN=abc", "abc"]);
  });

  it("keeps what a peer says without an assertion apart, and nothing of it beside one", () => {
    const headers = ["X-Intune", "CN=abc", "Client-Cert", ":AAAA:", "Accept", "a"];
    const direct = intake(request(headers));
    expect(direct.peer.address).toBe("192.0.2.1");
    expect([...direct.peer.headers]).toEqual([
      ["x-intune", ["CN=abc"]],
      ["client-cert", [":AAAA:"]],
    ]);
    expect([...direct.headers.keys()]).toEqual(["accept"]);
    const behind = intake(request(["Sallyport-Assertion", assertion(device("abc")), ...headers]));
    expect(behind.peer.headers.size).toBe(0);
  });

  it("takes the certificate that the assertion names from Client-Cert, and shows it to nobody as a header", async () => {
    const { der } = await makeCertificate({});
    const thumbprint = createHash("sha256").update(der).digest("base64url");
    const sent = ["Client-Cert", `:${der.toString("base64")}:`];
    const believed = intake(request(["Sallyport-Assertion", assertion(device("abc", thumbprint)), ...sent]));
    expect(believed.clientCertificates).toEqual([der]);
    expect(believed.headers.has("client-cert")).toBe(false);
    expect(intake(request(["Sallyport-Assertion", assertion(device("abc")), ...sent])).clientCertificates).toEqual([]);
    expect(intake(request(sent)).clientCertificates).toEqual([]);
  });

  it("judges each spelling by itself", () => {
    const proof = ["Sallyport-Assertion", assertion(device("abc"))];
    const { headers } = intake(request([...proof, "X-Intune", "CN=abc", "X_Intune", "CN=evil"]));
    expect([...headers.keys()]).toEqual(["x-intune"]);
  });

  it("refuses two assertions, even good ones", () => {
    const twice = ["Sallyport-Assertion", assertion(null), "sallyport-assertion", assertion(null)];
    expect(() => intake(request(twice))).toThrow(expect.objectContaining({ code: "am.assertion-refused" }));
  });

  it("takes the client's address from the assertion, else from the socket", () => {
    expect(intake(request([])).clientIp).toBe("192.0.2.1");
    expect(intake(request(["X-Forwarded-For", "9.9.9.9"])).clientIp).toBe("192.0.2.1");
    expect(intake(request(["Sallyport-Assertion", assertion(null)])).clientIp).toBe("203.0.113.7");
  });

  it.each([["a\0b"], ["a\rb"], ["a\nb"], ["a\x7fb"], ["a\x1bb"]])("refuses the control character in %j", (value) => {
    expect(() => intake(request(["X-One", value]))).toThrow(expect.objectContaining({ code: "am.request-malformed" }));
  });

  it("refuses more than a hundred headers", () => {
    const many = Array.from({ length: 101 }, (_, index) => [`x-${index}`, "1"]).flat();
    expect(() => intake(request(many))).toThrow(expect.objectContaining({ code: "am.headers-too-many" }));
  });

  it("never lets an unproved identity header through, whatever else is sent", () => {
    const name = fc.constantFrom("x-intune", "X_InTune", "SSL_Client_S_DN", "client-cert", "sslClientCert", "accept");
    const value = fc.oneof(fc.constantFrom("CN=abc", "abc", "CN=evil", "CN=abc,CN=evil", ""), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), fc.boolean(), (pairs, proved) => {
        const clean = pairs.filter(([, text]) => /^[\x20-\x7e]*$/.test(text)).flat();
        const proof = proved ? ["Sallyport-Assertion", assertion(device("abc"))] : [];
        for (const [header, values] of intake(request([...proof, ...clean])).headers) {
          if (!trust.identityHeaders.has(header)) continue;
          expect(proved).toBe(true);
          for (const text of values) expect(text).not.toContain("evil");
        }
      }),
    );
  });
});

describe("remote hosts", () => {
  it.each<[string[], string, boolean]>([
    [[], "127.0.0.1", false],
    [["10.0.0.1"], "10.0.0.1", true],
    [["10.0.0.1"], "::ffff:10.0.0.1", true],
    [["10.0.0.1"], "10.0.0.2", false],
    [["10.0.0.0/24"], "10.0.0.200", true],
    [["10.0.0.0/24"], "10.0.1.1", false],
    [["::1"], "0:0:0:0:0:0:0:1", true],
    [["2001:db8::/32"], "2001:db8::5", true],
    [["any"], "8.8.8.8", true],
    [["10.0.0.1"], "", false],
    [["10.0.0.1"], "10.0.0.1.evil", false],
  ])("%j trust %s: %s", (entries, address, trusted) => {
    expect(remoteHosts(entries).trusts(address)).toBe(trusted);
  });

  it.each(["gateway.example.com", "10.0.0.0/33", "10.0.0.1/", "10.0.0.0/8/8", "", "*"])(
    "refuse the entry %j",
    (entry) => {
      expect(() => remoteHosts([entry])).toThrow(expect.objectContaining({ code: "am.remote-host-invalid" }));
    },
  );
});
