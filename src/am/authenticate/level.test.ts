import { describe, expect, it } from "vitest";
import { openServers } from "../testing/open-servers.ts";
import { device, type TestServer } from "../testing/server.ts";

const serve = openServers();
const reaching = (authLevel: number, sessionProperties: Record<string, string> = {}) => ({
  end: { kind: "success" as const, shared: { username: "demo", authLevel }, gathered: { sessionProperties } },
});
const journeys = { low: reaching(1, { low: "1" }), high: reaching(5, { high: "1" }), other: {} };
const settings = { defaultJourney: "high" };

const propertiesOf = async (server: TestServer, token: string) => {
  const url = "/am/json/realms/root/realms/alpha/sessions?_action=getSessionInfo";
  const response = await server.app.inject({ method: "POST", url, payload: { tokenId: token } });
  return response.statusCode === 200 ? response.json().properties : null;
};
const service = (name: string) => `authIndexType=service&authIndexValue=${name}`;
const advice = (name: string, value: string) =>
  `authIndexType=composite_advice&authIndexValue=${encodeURIComponent(
    `<Advices><AttributeValuePair><Attribute name="${name}"/><Value>${value}</Value></AttributeValuePair></Advices>`,
  )}`;

describe("authIndexType=level", () => {
  it("runs the realm's default journey and tells its nodes the level", async () => {
    const server = serve({ journeys, settings });
    const response = await server.authenticate({ query: "authIndexType=level&authIndexValue=5" });
    expect(response.json()).toHaveProperty("tokenId");
    expect(server.engine.seen[0]).toMatchObject({ journey: "high", shared: { targetAuthLevel: 5 } });
  });

  it("lets nobody in whose journey has not reached it", async () => {
    const server = serve({ journeys, settings });
    const response = await server.authenticate({ query: "authIndexType=level&authIndexValue=6" });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ message: "Login failure" });
  });

  it.each(["", "x", "1.5", "1001", "99999", "1e3"])("refuses the level %j", async (level) => {
    const server = serve({ journeys, settings });
    expect((await server.authenticate({ query: `authIndexType=level&authIndexValue=${level}` })).statusCode).toBe(400);
  });

  it.each<[string, string, string, boolean]>([
    ["a level that the session has", "low", "authIndexType=level&authIndexValue=1", true],
    ["a level that it has not", "low", "authIndexType=level&authIndexValue=2", false],
    ["the same by advice", "low", advice("AuthLevelConditionAdvice", "1"), true],
    ["more by advice", "low", advice("AuthLevelConditionAdvice", "2"), false],
    ["its journey by advice", "low", advice("AuthenticateToServiceConditionAdvice", "/alpha:low"), true],
    ["another journey by advice", "low", advice("AuthenticateToServiceConditionAdvice", "high"), false],
    ["the level with ForceAuth", "low", "authIndexType=level&authIndexValue=1&ForceAuth=true", false],
  ])("%s", async (_case, began, query, spared) => {
    const server = serve({ journeys, settings });
    const { tokenId } = (await server.authenticate({ query: service(began) })).json();
    const again = (await server.authenticate({ query, headers: { iplanetdirectorypro: tokenId } })).json();
    expect(server.engine.seen).toHaveLength(spared ? 1 : 2);
    expect(again.tokenId === tokenId).toBe(spared);
  });
});

describe("composite advice", () => {
  it.each<[string, string, number]>([
    ["another realm", advice("AuthenticateToServiceConditionAdvice", "/beta:low"), 400],
    ["another realm by itself", advice("AuthenticateToRealmConditionAdvice", "/beta"), 400],
    ["this realm", advice("AuthenticateToRealmConditionAdvice", "/alpha"), 200],
    ["an unknown journey", advice("AuthenticateToServiceConditionAdvice", "nothing"), 400],
    ["a module", advice("AuthSchemeConditionAdvice", "LDAP"), 400],
    ["a transaction", advice("TransactionConditionAdvice", "1"), 400],
    ["no XML", "authIndexType=composite_advice&authIndexValue=x", 400],
    ["nothing", "authIndexType=composite_advice", 400],
  ])("for %s answers %#", async (_case, query, status) => {
    expect((await serve({ journeys, settings }).authenticate({ query })).statusCode).toBe(status);
  });
});

describe("a session upgrade", () => {
  async function upgrade(query: string, began = "low") {
    const server = serve({ journeys, settings });
    const old = (await server.authenticate({ query: service(began) })).json().tokenId;
    const response = await server.authenticate({ query, headers: { iplanetdirectorypro: old } });
    return { server, old, upgraded: response.json().tokenId };
  }

  it("makes a new session with the properties of the old one, and ends the old one", async () => {
    const { server, old, upgraded } = await upgrade(service("high"));
    expect(upgraded).not.toBe(old);
    expect(await propertiesOf(server, old)).toBeNull();
    expect(await propertiesOf(server, upgraded)).toMatchObject({
      low: "1",
      high: "1",
      AuthLevel: "5",
      Service: "high",
    });
  });

  it("keeps nothing of an earlier run of the same journey: it has to prove all anew", async () => {
    const own = { ...journeys, low: reaching(3, { device: "compliant" }) };
    const server = serve({ journeys: own, settings });
    const old = (await server.authenticate({ query: service("low") })).json().tokenId;
    own.low = reaching(1);
    const query = `${service("low")}&ForceAuth=true`;
    const { tokenId } = (await server.authenticate({ query, headers: { iplanetdirectorypro: old } })).json();
    const properties = await propertiesOf(server, tokenId);
    expect(properties).toMatchObject({ AuthLevel: "1" });
    expect(properties).not.toHaveProperty("device");
  });

  it("takes the session from sessionUpgradeSSOTokenId as well", async () => {
    const server = serve({ journeys, settings });
    const old = (await server.authenticate({ query: service("low") })).json().tokenId;
    const query = `${service("low")}&sessionUpgradeSSOTokenId=${old}`;
    const { tokenId } = (await server.authenticate({ query })).json();
    expect(tokenId).not.toBe(old);
    expect(await propertiesOf(server, old)).toBeNull();
    expect(server.engine.seen[1]?.request.existingSession).toMatchObject({
      low: "1",
      AuthLevel: "1",
      UserToken: "demo",
      Organization: "/alpha",
    });
    expect(server.engine.seen[1]?.request.parameters.has("sessionUpgradeSSOTokenId")).toBe(false);
  });

  it("leaves the session of another user alone", async () => {
    const server = serve({
      journeys: { ...journeys, mine: { end: { kind: "success", shared: { username: "other" } } } },
    });
    const old = (await server.authenticate({ query: service("low") })).json().tokenId;
    const query = service("mine");
    const { tokenId } = (await server.authenticate({ query, headers: { iplanetdirectorypro: old } })).json();
    expect(await propertiesOf(server, tokenId)).not.toHaveProperty("low");
    expect(await propertiesOf(server, old)).toMatchObject({ low: "1" });
  });

  it("works only from the device of the old session", async () => {
    const server = serve({ journeys, settings });
    const old = (await server.authenticate({ query: service("low"), device: device("abc") })).json().tokenId;
    const query = `${service("high")}&sessionUpgradeSSOTokenId=${old}`;
    for (const other of [null, device("abc", "B".repeat(43))]) {
      await server.authenticate({ query, device: other });
      expect(server.engine.seen.at(-1)?.request.existingSession).toBeNull();
    }
  });
});
