import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, client } from "../harness/client.ts";
import { demo } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { putJourney, scripted } from "../harness/journey.ts";

/** Links that somebody else has written: where they would send people, and what they would make the server read. */

const friend = "https://app.contoso.example";

let deployment: OwnDeployment;
let gateway: Client;

beforeAll(async () => {
  deployment = await deploy({
    change(file) {
      file("realms/alpha/realm.json", (realm) => {
        realm.authentication = { gotoOrigins: [friend] };
      });
      putJourney(file, "quick", {
        nodes: { who: scripted("who", { done: "success" }) },
        scripts: { who: `action.withIdentifiedUser("${demo.user.name}").goTo("done");` },
      });
      putJourney(file, "never", {
        nodes: { who: scripted("who", { done: "failure" }) },
        scripts: { who: 'action.goTo("done");' },
      });
    },
  });
  gateway = client({ origin: deployment.gateway });
});

afterAll(async () => {
  await gateway.close();
  await deployment.remove();
});

const authenticate = "/am/json/realms/root/realms/alpha/authenticate";
const start = (query: Record<string, string>, headers: Record<string, string> = {}) =>
  gateway.call("POST", `${authenticate}?${new URLSearchParams(query)}`, "", headers);
const service = (journey: string) => ({ authIndexType: "service", authIndexValue: journey });

describe("rule 1, no identity without proof: a link's author cannot have people brought elsewhere after their login,", () => {
  const evil: readonly (readonly [how: string, goto: string])[] = [
    ["by another site", "https://evil.example/"],
    ["by another scheme", "javascript:alert(document.cookie)"],
    ["by data", "data:text/html,<script>alert(1)</script>"],
    ["without a scheme", "//evil.example/"],
    ["by a backslash", "/\\evil.example/"],
    ["by two backslashes", "\\\\evil.example/"],
    ["by a scheme without slashes", "https:evil.example"],
    ["by three slashes", "///evil.example"],
    ["by a scheme with one slash", "https:/evil.example"],
    ["by a tab that browsers take out", "/\t/evil.example"],
    ["by a line feed that browsers take out", "/\n/evil.example"],
    ["by a blank in front", " https://evil.example/"],
    ["by our name as a user name", "https://localhost@evil.example/"],
    ["by a friend's name as a user name", `${friend}@evil.example/`],
    ["by a friend's name as the first part", `${friend}.evil.example/`],
    ["by a friend without TLS", "http://app.contoso.example/"],
    ["by a friend's other port", `${friend}:8443/`],
    ["by a friend's child", "https://x.app.contoso.example/"],
    ["by a header", "/ok\r\nLocation: https://evil.example/"],
    ["by a full-width slash", "/／evil.example/"],
    ["by a letter that looks alike", "https://аpp.contoso.example/"],
    ["by an address of three thousand characters", `/${"a".repeat(3000)}`],
  ];

  it.each(evil)("%s", async (_how, goto) => {
    const success = await start({ ...service("quick"), goto });
    expect(success).toMatchObject({ status: 200, body: { successUrl: "/am/console" } });
    const failure = await start({ ...service("never"), gotoOnFail: goto });
    expect(failure).toMatchObject({ status: 401, body: { detail: { failureUrl: "" } } });
  });

  it("nor by the headers that say under which name we were called", async () => {
    const headers = {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "host=evil.example",
    };
    const { body } = await start({ ...service("quick"), goto: "https://evil.example/" }, headers);
    expect(body.successUrl).toBe("/am/console");
  });

  it("nor by a second goto", async () => {
    const query = `${new URLSearchParams(service("quick"))}&goto=%2Fok&goto=https%3A%2F%2Fevil.example%2F`;
    const answer = await gateway.call("POST", `${authenticate}?${query}`, "");
    expect(JSON.stringify(answer.body)).not.toContain("evil.example");
  });

  it.each([
    ["a path", "/app?x=1#y", "/app?x=1#y"],
    ["an origin that the realm lists", `${friend}/home`, `${friend}/home`],
  ])("while %s is followed", async (_what, goto, successUrl) => {
    expect(await start({ ...service("quick"), goto })).toMatchObject({ status: 200, body: { successUrl } });
  });
});

describe("rule 6, every input has a size: composite advice is refused, at once and without reading anything else, when it", () => {
  const pair = (name: string, value: string) =>
    `<AttributeValuePair><Attribute name="${name}"/><Value>${value}</Value></AttributeValuePair>`;
  const advices = (inside: string) => `<Advices>${inside}</Advices>`;
  const service = pair("AuthenticateToServiceConditionAdvice", "quick");

  it.each<[string, string]>([
    [
      "names a file",
      `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${advices(pair("AuthenticateToServiceConditionAdvice", "&x;"))}`,
    ],
    [
      "laughs a billion times",
      `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>${advices(pair("A", "&c;"))}`,
    ],
    ["includes another document", `<?xml-stylesheet href="http://127.0.0.1:1/x"?>${advices(service)}`],
    ["is nested", advices(advices(service))],
    ["is nested a hundred times", `${"<Advices>".repeat(100)}${service}${"</Advices>".repeat(100)}`],
    ["never ends", "<Advices>".repeat(200)],
    ["is long", advices(pair("AuthenticateToServiceConditionAdvice", "q".repeat(1025)))],
    ["is two", advices(service) + advices(service)],
    ["asks for what we cannot check", advices(pair("AuthSchemeConditionAdvice", "LDAP"))],
    ["asks for something besides", advices(service + pair("TransactionConditionAdvice", "1"))],
    ["is for another realm", advices(pair("AuthenticateToRealmConditionAdvice", "/"))],
    ["names another realm's journey", advices(pair("AuthenticateToServiceConditionAdvice", "/:administration"))],
    ["asks for a level that is no number", advices(pair("AuthLevelConditionAdvice", "1e9"))],
  ])("%s", async (_what, xml) => {
    const began = performance.now();
    const answer = await start({ authIndexType: "composite_advice", authIndexValue: xml });
    expect(answer).toMatchObject({ status: 400, body: { code: 400, reason: "Bad Request" } });
    expect(JSON.stringify(answer.body)).not.toContain("root:");
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it("while a good one is met, and a level that the journey does not reach is a failed login", async () => {
    const met = (xml: string) => start({ authIndexType: "composite_advice", authIndexValue: xml });
    expect(await met(advices(service))).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
    const level = pair("AuthLevelConditionAdvice", "5");
    expect(await met(advices(service + level))).toMatchObject({ status: 401, body: { message: "Login failure" } });
  });
});
