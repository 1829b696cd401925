import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import type { MicrosoftConnection } from "../connection.ts";
import { reasonTexts } from "../reasons.ts";
import {
  type FakeMicrosoft,
  type FakeReply,
  issued,
  type Mischief,
  startFakeMicrosoft,
} from "../testing/fake-microsoft.ts";
import {
  clientId,
  clientSecret,
  device,
  deviceId,
  impatient,
  password,
  type SetUp,
  setUp,
  tenantId,
  userName,
  withPassword,
} from "../testing/set-up.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const graph = (): FakeReply => ({ status: 200, body: device() });
const ask = (connection: MicrosoftConnection = setting.connection) => setting.client.verdict(connection, deviceId);

const traceId = "9f7c2f3e-7b6e-4a35-9f3a-0f6e7a4d1b00";

function refused(status: number, error: string, codes: number[] = [], suberror?: string): FakeReply {
  const description = `AADSTS${codes[0]}: for ${userName} with ${password}\r\nTrace ID: ${traceId}`;
  return {
    status,
    body: { error, error_description: description, error_codes: codes, trace_id: traceId, suberror },
  };
}

function labelOf(reply: FakeReply | Mischief): string {
  if (typeof reply === "string") return reply;
  const { error, error_codes: codes, suberror } = Object(reply.body);
  return [reply.status, error ?? JSON.stringify(reply.body), suberror, codes].filter(Boolean).join(" ");
}

describe("the request for a token", () => {
  it("by client secret has the fields of the grant and nothing else", async () => {
    setting = setUp(fake);
    fake.play({ graph });
    await ask();
    const [call] = fake.tokenRequests;
    expect(fake.tokenRequests).toHaveLength(1);
    expect(call?.path).toBe(`/${tenantId}/oauth2/v2.0/token`);
    expect(Object.fromEntries(call?.form ?? [])).toEqual({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials",
      scope: `${fake.origin}/.default`,
    });
    expect(call?.headers["client-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(Object.keys(call?.headers ?? {}).filter((name) => name.startsWith("x-"))).toEqual([]);
  });

  it("by password sends user name, password and the client secret", async () => {
    setting = setUp(fake);
    fake.play({ graph });
    expect(await ask(withPassword(setting.connection))).toMatchObject({ outcome: "device" });
    expect(Object.fromEntries(fake.tokenRequests[0]?.form ?? [])).toEqual({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "password",
      username: userName,
      password,
      scope: `${fake.origin}/.default`,
    });
  });

  it("by password of a public client sends no secret", async () => {
    setting = setUp(fake);
    fake.play({ graph });
    expect(await ask(withPassword(setting.connection, null))).toMatchObject({ outcome: "device" });
    expect(fake.tokenRequests[0]?.form.has("client_secret")).toBe(false);
  });

  it("by password warns once per connection", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: () => issued("short", 0) });
    await ask(withPassword(setting.connection));
    await ask(withPassword(setting.connection));
    expect(fake.tokenRequests).toHaveLength(2);
    expect(setting.logged.filter((line) => line.includes("password grant is insecure"))).toHaveLength(1);
  });
});

describe("a token is kept", () => {
  it("until 5 minutes before its end", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: () => issued("long", 3600) });
    await ask();
    setting.clock.advance(3300 * 1000 - 1);
    await ask();
    expect(fake.tokenRequests).toHaveLength(1);
    setting.clock.advance(1);
    await ask();
    expect(fake.tokenRequests).toHaveLength(2);
  });

  it("until a tenth before its end when that is later", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: () => issued("short", 100) });
    await ask();
    setting.clock.advance(90_000 - 1);
    await ask();
    expect(fake.tokenRequests).toHaveLength(1);
    setting.clock.advance(1);
    await ask();
    expect(fake.tokenRequests).toHaveLength(2);
  });

  it.each([
    ["a number", 3599, 1],
    ["a numeric text", "3599", 1],
    ["zero", 0, 2],
    ["negative", -5, 2],
    ["null", null, 2],
    ["no number", "soon", 2],
  ])("according to expires_in: %s", async (_name, lifetime, requests) => {
    setting = setUp(fake);
    fake.play({ graph, token: () => issued("token", lifetime) });
    expect(await ask()).toMatchObject({ outcome: "device" });
    expect(await ask()).toMatchObject({ outcome: "device" });
    expect(fake.tokenRequests).toHaveLength(requests);
  });

  it("for one use when expires_in is missing", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: () => ({ status: 200, body: { token_type: "Bearer", access_token: "token" } }) });
    expect(await ask()).toMatchObject({ outcome: "device" });
    expect(await ask()).toMatchObject({ outcome: "device" });
    expect(fake.tokenRequests).toHaveLength(2);
  });

  it("while Entra is out, to its very end", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: (_request, call) => (call === 1 ? issued("long", 3600) : { status: 503, body: "out" }) });
    await ask();
    setting.clock.advance(3400 * 1000);
    expect(await ask()).toMatchObject({ outcome: "device" });
    setting.clock.advance(200 * 1000);
    expect(await ask()).toMatchObject({ outcome: "failure", reason: "entra-unavailable" });
  });

  it("apart for each tenant, app, credential and user", async () => {
    setting = setUp(fake);
    fake.play({ graph });
    const { connection } = setting;
    const other = new Secret("other");
    await ask();
    await ask({ ...connection, tenantId: "contoso.example" });
    await ask({ ...connection, clientId: "other-app" });
    await ask({ ...connection, credential: { kind: "client-secret", secret: other } });
    await ask(withPassword(connection));
    await ask({ ...connection, credential: { kind: "password", secret: null, userName: "b", password: other } });
    expect(fake.tokenRequests).toHaveLength(6);
    await ask({ ...connection, tenantId: tenantId.toUpperCase() });
    expect(fake.tokenRequests).toHaveLength(6);
  });
});

describe("what Entra answers decides the reason", () => {
  const rows: [FakeReply | Mischief, string][] = [
    [refused(401, "invalid_client", [7000215]), "client-secret-invalid"],
    [refused(401, "invalid_client", [7000222]), "client-secret-expired"],
    [refused(401, "invalid_client", [7000218]), "client-secret-missing"],
    [refused(401, "invalid_client", [7000216]), "client-secret-missing"],
    [refused(400, "invalid_request", [7000216]), "client-secret-missing"],
    [refused(401, "invalid_client", [700025]), "client-secret-unexpected"],
    [refused(401, "invalid_client", [700027]), "certificate-not-registered"],
    [refused(401, "invalid_client", [50012]), "assertion-rejected"],
    [refused(401, "invalid_client", [70002, 50012]), "assertion-rejected"],
    [refused(401, "invalid_client"), "client-secret-invalid"],
    [refused(400, "unauthorized_client", [700016]), "app-not-found"],
    [refused(400, "unauthorized_client", [7000112]), "app-disabled"],
    [refused(400, "unauthorized_client", [70001]), "app-not-found"],
    [refused(400, "invalid_request", [90002]), "tenant-not-found"],
    [refused(400, "invalid_request", [900023]), "tenant-not-found"],
    [refused(400, "invalid_request", [50059]), "tenant-not-found"],
    [refused(400, "invalid_request", [90038]), "tenant-not-found"],
    [refused(400, "invalid_request", [900382]), "tenant-not-found"],
    [refused(400, "invalid_request", [900144]), "token-request-rejected"],
    [refused(400, "invalid_request", [9001023]), "grant-not-allowed"],
    [refused(400, "invalid_scope", [70011]), "scope-invalid"],
    [refused(400, "invalid_scope", [28002]), "scope-invalid"],
    [refused(400, "invalid_resource", [500011]), "resource-unknown"],
    [refused(400, "invalid_request", [500011]), "resource-unknown"],
    [refused(400, "invalid_request", [650057]), "resource-unknown"],
    [refused(400, "invalid_grant", [65001], "consent_required"), "consent-missing"],
    [refused(400, "invalid_grant", [50126]), "user-credentials-invalid"],
    [refused(400, "invalid_grant", [50034]), "user-not-found"],
    [refused(400, "invalid_grant", [70002, 50053]), "user-locked"],
    [refused(400, "invalid_grant", [50144]), "user-password-expired"],
    [refused(400, "invalid_grant", [50055]), "user-password-expired"],
    [refused(400, "invalid_grant", [50057]), "user-disabled"],
    [refused(400, "invalid_grant", [50076], "basic_action"), "mfa-required"],
    [refused(400, "interaction_required", [50079]), "mfa-required"],
    [refused(400, "interaction_required", [53003], "message_only"), "blocked-by-policy"],
    [refused(400, "invalid_grant", [53003]), "blocked-by-policy"],
    [refused(400, "interaction_required", [50072]), "mfa-required"],
    [refused(400, "invalid_grant", [50074]), "mfa-required"],
    [refused(400, "interaction_required", [53000]), "device-demanded-by-policy"],
    [refused(400, "invalid_grant", [53001]), "device-demanded-by-policy"],
    [refused(400, "invalid_grant", [530032]), "blocked-by-policy"],
    [refused(400, "interaction_required", [530035]), "blocked-by-policy"],
    [refused(400, "invalid_grant", [50196]), "token-requests-looping"],
    ...[50033, 50087, 80002, 80014, 90006, 90012, 90024, 90033, 90090].map((code): [FakeReply, string] => [
      refused(400, "invalid_request", [code]),
      "entra-unavailable",
    ]),
    [refused(400, "temporarily_unavailable", [90055]), "entra-unavailable"],
    [refused(503, "invalid_client", [7000215]), "entra-unavailable"],
    [refused(429, "anything"), "entra-unavailable"],
    [refused(400, "__proto__", [1], "constructor"), "token-request-rejected"],
    [refused(400, "invalid_grant", [1], "constructor"), "user-credentials-invalid"],
    [{ status: 200, body: "<html>login</html>" }, "entra-unavailable"],
    [{ status: 200, body: { token_type: "Bearer", expires_in: 1 } }, "entra-unavailable"],
    [{ status: 200, body: { token_type: "pop", access_token: "x", expires_in: 9 } }, "entra-unavailable"],
    [{ status: 200, body: { token_type: "Bearer", access_token: "a\r\nb: c", expires_in: 9 } }, "entra-unavailable"],
    [{ status: 400, body: "<html>proxy</html>" }, "entra-unavailable"],
    [{ status: 400, body: [] }, "entra-unavailable"],
    [{ status: 307, headers: { location: "/steal" } }, "entra-unavailable"],
    ["reset", "entra-unavailable"],
    ["hang", "entra-unavailable"],
    ["truncate", "entra-unavailable"],
  ];

  /** Only what may pass by itself is asked again: a broken connection and Entra being busy or out. */
  const isRepeated = (reply: FakeReply | Mischief): boolean => {
    if (typeof reply === "string") return reply === "reset";
    const { error, error_codes: codes = [] } = Object(reply.body);
    if (reply.status >= 429 || error === "temporarily_unavailable") return true;
    return codes.some((code: number) => [50033, 50087, 80002, 80014, 90006, 90012, 90024, 90033, 90090].includes(code));
  };

  const labelled = rows.map(([reply, reason]) => [reason, labelOf(reply), reply] as const);

  it.each(labelled)("%s: %s", async (reason, _label, reply) => {
    setting = setUp(fake, reply === "hang" ? impatient : {});
    fake.play({ graph, token: () => reply });
    const connection = withPassword(setting.connection);
    const result = await ask(connection);
    expect(result).toMatchObject({ outcome: "failure", reason });
    expect(fake.graphRequests).toEqual([]);
    expect(fake.tokenRequests).toHaveLength(isRepeated(reply) ? 3 : 1);
    const shown = JSON.stringify(result) + setting.logged.join("\n");
    for (const hidden of [clientSecret, password, userName, fake.origin, "https:", "oauth2"])
      expect(shown).not.toContain(hidden);
  });

  it("a refusal names status, codes and Microsoft's trace id", async () => {
    setting = setUp(fake);
    fake.play({ token: () => refused(401, "invalid_client", [7000222]) });
    expect(await ask()).toEqual({
      outcome: "failure",
      reason: "client-secret-expired",
      status: 401,
      requestIds: [traceId],
      chain: ["ComplianceCheck: client-secret-expired", "EntraAnswer: 401 invalid_client AADSTS7000222"],
    });
  });
});

describe("a refused password", () => {
  it("is not sent again, so that logins cannot lock the account", async () => {
    setting = setUp(fake);
    fake.play({ token: () => refused(400, "invalid_grant", [50126]) });
    const connection = withPassword(setting.connection);
    await ask(connection);
    setting.clock.advance(86_400_000);
    expect(await ask(connection)).toMatchObject({ reason: "user-credentials-invalid" });
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it("is forgotten when the configuration changes", async () => {
    setting = setUp(fake);
    fake.play({
      graph,
      token: ({ form }) => (form.get("password") === password ? refused(400, "invalid_grant", [50126]) : issued()),
    });
    const connection = withPassword(setting.connection);
    await ask(connection);
    const credential = { kind: "password", secret: null, userName, password: new Secret("new") } as const;
    expect(await ask({ ...connection, credential })).toMatchObject({ outcome: "device" });
  });

  it("of a locked account is tried again after a quarter of an hour", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: (_request, call) => (call === 1 ? refused(400, "invalid_grant", [50053]) : issued()) });
    const connection = withPassword(setting.connection);
    await ask(connection);
    expect(await ask(connection)).toMatchObject({ reason: "user-locked" });
    setting.clock.advance(15 * 60_000);
    expect(await ask(connection)).toMatchObject({ outcome: "device" });
  });
});

describe("what Entra refuses is not asked for again at once", () => {
  const secretExpired = refused(401, "invalid_client", [7000222]);

  it("a storm of logins makes one token request a minute at first, then ever fewer, down to one in 15 minutes", async () => {
    setting = setUp(fake);
    fake.play({ token: () => secretExpired });
    const pauses = [60, 120, 240, 480, 900, 900];
    await ask();
    for (const [index, seconds] of pauses.entries()) {
      setting.clock.advance(seconds * 1000 - 1);
      const results = await Promise.all(Array.from({ length: 50 }, () => ask()));
      expect(results.every((result) => result.outcome === "failure")).toBe(true);
      expect(fake.tokenRequests).toHaveLength(index + 1);
      setting.clock.advance(1);
      expect(await ask()).toMatchObject({ reason: "client-secret-expired", status: 401 });
      expect(fake.tokenRequests).toHaveLength(index + 2);
    }
  });

  it("until the credential changes", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: ({ form }) => (form.get("client_secret") === "new" ? issued() : secretExpired) });
    await ask();
    const credential = { kind: "client-secret", secret: new Secret("new") } as const;
    expect(await ask({ ...setting.connection, credential })).toMatchObject({ outcome: "device" });
  });

  it("and a success begins the count anew", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: (_request, call) => (call === 2 ? issued("t", 10) : secretExpired) });
    await ask();
    setting.clock.advance(60_000);
    expect(await ask()).toMatchObject({ outcome: "device" });
    setting.clock.advance(10_000);
    await ask();
    setting.clock.advance(60_000);
    await ask();
    expect(fake.tokenRequests).toHaveLength(4);
  });

  it("too many identical requests are left alone for five minutes", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: (_request, call) => (call === 1 ? refused(400, "invalid_grant", [50196]) : issued()) });
    await ask();
    setting.clock.advance(5 * 60_000 - 1);
    expect(await ask()).toMatchObject({ reason: "token-requests-looping" });
    setting.clock.advance(1);
    expect(await ask()).toMatchObject({ outcome: "device" });
  });

  it("but an outage is", async () => {
    setting = setUp(fake);
    fake.play({ graph, token: (_request, call) => (call <= 3 ? { status: 503, body: "out" } : issued()) });
    expect(await ask()).toMatchObject({ reason: "entra-unavailable" });
    expect(await ask()).toMatchObject({ outcome: "device" });
  });
});

it("every reason comes with a text and a next step", () => {
  for (const { text, next } of Object.values(reasonTexts)) {
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(next).toMatch(/^[A-Z].*\.$/);
  }
});
