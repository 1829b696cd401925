import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Client, client, codesOf, logIn } from "../harness/client.ts";
import { demo, deviceFor, identityOf, secretOf } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { passwordLogin, putJourney, scripted } from "../harness/journey.ts";

/** Sessions in the wrong hands: stolen, planted in a victim's browser, or used by a page of another site. */

const [alice, bruno, chloe] = demo.users;
if (alice === undefined || bruno === undefined || chloe === undefined) throw new Error("the demo has too few users");

let deployment: OwnDeployment;
let owner: Client;
let other: Client;
let nobody: Client;
let direct: Client;
/** Signs in at the root realm, with the device of `owner`. */
let ownersRoot: Client;

beforeAll(async () => {
  deployment = await deploy({
    change(file) {
      putJourney(file, "password", { nodes: passwordLogin() });
      putJourney(file, "step-up", {
        nodes: { who: scripted("who", { known: "success", unknown: "failure" }) },
        scripts: {
          who: `
if (!existingSession) action.goTo("unknown");
else action.withIdentifiedUser(/^id=([^,]+)/.exec(existingSession.get("Principal"))[1]).goTo("known");`,
        },
      });
      file("realms/alpha/realm.json", (realm) => {
        realm.session = { clientProperties: ["colour"] };
      });
    },
  });
  const identity = identityOf(deviceFor("COMPLIANT"));
  const origin = deployment.gateway;
  owner = client({ origin, identity });
  ownersRoot = client({ origin, identity, realm: "realms/root" });
  other = client({ origin, identity: identityOf(deviceFor("NONCOMPLIANT")) });
  nobody = client({ origin });
  direct = client({ origin: deployment.server });
});

afterAll(async () => {
  await Promise.all([owner, ownersRoot, other, nobody, direct].map((one) => one.close()));
  await deployment.remove();
});

const alpha = "/am/json/realms/root/realms/alpha";
const trees = `${alpha}/realm-config/authentication/authenticationtrees/trees?_queryFilter=true`;
const cookie = (token: string) => ({ cookie: `iPlanetDirectoryPro=${token}` });
const carried = (token: string) => ({ iplanetdirectorypro: token });
const action = (on: Client, name: string, body: object = {}, headers: Record<string, string> = {}) =>
  on.call("POST", `${alpha}/sessions/?_action=${name}`, body, headers);
const begin = (on: Client, journey: string, headers: Record<string, string>, query = "") =>
  on.call("POST", `${alpha}/authenticate?authIndexType=service&authIndexValue=${journey}${query}`, "", headers);
const denied = { status: 401, body: { code: 401, reason: "Unauthorized" } };

async function passwordSession(on: Client, user = alice): Promise<string> {
  const end = await on.next(await on.start("password"), [user?.name ?? "", user?.password ?? ""]);
  expect(end).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
  return end.body.tokenId;
}

describe("rule 1, no identity without proof: a session that was earned with a certificate is worth nothing", () => {
  const thieves: readonly (readonly [string, () => Client])[] = [
    ["with another device's certificate", () => other],
    ["without a certificate", () => nobody],
    ["at the server itself", () => direct],
  ];

  it.each(thieves)(
    "%s: no login is spared, no journey upgrades it, nothing prolongs or changes it",
    async (_how, thief) => {
      const token = await passwordSession(owner);
      for (const headers of [cookie(token), carried(token)]) {
        expect(await begin(thief(), "password", headers)).not.toHaveProperty("body.tokenId");
        expect(await begin(thief(), "step-up", headers)).toMatchObject({
          status: 401,
          body: { message: "Login failure" },
        });
      }
      const upgrade = `&sessionUpgradeSSOTokenId=${token}`;
      expect(await begin(thief(), "step-up", {}, upgrade)).toMatchObject({ status: 401 });
      for (const [name, body] of [
        ["refresh", { tokenId: token }],
        ["getSessionInfoAndResetIdleTime", { tokenId: token }],
        ["updateSessionProperties", { tokenId: token, colour: "red" }],
        ["logoutByUser", { username: alice.name }],
      ] as const) {
        expect(await action(thief(), name, body, carried(token)), name).toMatchObject(denied);
      }
      expect(await thief().call("GET", `${alpha}/users/${alice.name}`, undefined, carried(token))).toMatchObject(
        denied,
      );

      expect((await owner.sessionInfo(token)).body).toMatchObject({ username: alice.name });
      expect(await action(owner, "refresh", { tokenId: token })).toMatchObject({ status: 200 });
      expect(await begin(owner, "password", cookie(token))).toMatchObject({ status: 200, body: { tokenId: token } });
    },
  );

  it("an administrator's, even at the configuration API itself", async () => {
    const page = await ownersRoot.start("administration");
    const { body } = await ownersRoot.next(page, ["admin", secretOf("user.admin.password")]);
    expect(body).toMatchObject({ tokenId: expect.any(String) });
    for (const headers of [cookie(body.tokenId), carried(body.tokenId)]) {
      expect((await direct.call("GET", trees, undefined, headers)).status).toBe(403);
      expect((await other.call("GET", trees, undefined, headers)).status).toBe(403);
      expect((await owner.call("GET", trees, undefined, headers)).status).toBe(403);
    }
  });
});

describe("rule 4, one step of a journey is accepted from the device it was given to: a session cannot be planted,", () => {
  it("a token that came along before a login is never the one after it, and dies with it", async () => {
    const before = await passwordSession(owner);
    const page = await begin(owner, "password", cookie(before), "&ForceAuth=true");
    const end = await owner.next(page, [alice.name, alice.password]);
    expect(end.body.tokenId).toEqual(expect.any(String));
    expect(end.body.tokenId).not.toBe(before);
  });

  it("a login over another user's session becomes no session of that user", async () => {
    const attackers = await passwordSession(nobody, bruno);
    const page = await begin(nobody, "password", cookie(attackers), "&ForceAuth=true");
    const end = await nobody.call(
      "POST",
      `${alpha}/authenticate`,
      { ...page.body, callbacks: filled(page, [chloe.name, chloe.password]) },
      cookie(attackers),
    );
    expect((await nobody.sessionInfo(end.body.tokenId)).body).toMatchObject({ username: chloe.name });
    expect((await nobody.sessionInfo(attackers)).body).not.toMatchObject({ username: chloe.name });
  });

  it.each([
    ["invented", "A".repeat(43)],
    ["empty", ""],
    ["of a person's choice", "session-of-my-victim"],
    ["of an object's prototype", "__proto__"],
    ["long", "A".repeat(4000)],
  ])("a token that is %s is not taken over", async (_what, token) => {
    const page = await begin(nobody, "password", cookie(token));
    const end = await nobody.call(
      "POST",
      `${alpha}/authenticate`,
      { ...page.body, callbacks: filled(page, [chloe.name, chloe.password]) },
      cookie(token),
    );
    expect(end.body.tokenId).toMatch(/^[\w-]{51}$/);
    expect(end.body.tokenId).not.toBe(token);
    expect(await nobody.sessionInfo(token)).toMatchObject(denied);
  });
});

describe("rule 1, no identity without proof: a page of another site acts for nobody:", () => {
  const evil = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };

  it.each<[string, object]>([
    ["logout", {}],
    ["refresh", {}],
    ["getSessionInfoAndResetIdleTime", {}],
    ["updateSessionProperties", { colour: "red" }],
    ["logoutByUser", { username: alice.name }],
    ["logoutByHandle", { sessionHandles: ["shandle:x"] }],
  ])("sessions?_action=%s by cookie is refused, and no answer is readable there", async (name, body) => {
    const token = await passwordSession(owner);
    const answer = await action(owner, name, body, { ...cookie(token), ...evil });
    expect(answer).toMatchObject({ status: 403 });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    expect((await owner.sessionInfo(token)).status).toBe(200);
  });

  it("a form cannot send any call that changes something", async () => {
    const token = await passwordSession(owner);
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]) {
      const headers = { ...cookie(token), ...evil, "content-type": type };
      expect(
        (await owner.call("POST", `${alpha}/sessions/?_action=logout`, "x=1", headers)).status,
        type,
      ).toBeGreaterThanOrEqual(400);
    }
    expect((await owner.sessionInfo(token)).status).toBe(200);
  });

  it("the cookie goes with no request that another site's page sends, but following a link", async () => {
    const end = await logIn(owner, chloe, codesOf(chloe, deployment.state));
    expect(String(end.headers["set-cookie"])).toMatch(/; HttpOnly/i);
    expect(String(end.headers["set-cookie"])).toMatch(/; SameSite=Lax/i);
    expect(String(end.headers["set-cookie"])).toMatch(/; Secure/i);
    expect(String(end.headers["set-cookie"])).not.toMatch(/; Domain=/i);
  });

  it("nor does the configuration API take a write without a header that no form can send", async () => {
    const root = client({ origin: deployment.server, realm: "realms/root" });
    const page = await root.start("administration");
    const { body } = await root.next(page, ["admin", secretOf("user.admin.password")]);
    await root.close();
    const path = `${alpha}/realm-config/authentication/authenticationtrees/trees/password`;
    const put = (headers: Record<string, string>) =>
      direct.call("PUT", path, "{}", { ...cookie(body.tokenId), ...headers });
    expect((await put(evil)).status).toBe(403);
    expect((await direct.call("DELETE", path, undefined, { ...cookie(body.tokenId), ...evil })).status).toBe(403);
    expect((await direct.call("GET", path, undefined, cookie(body.tokenId))).status).toBe(200);
  });
});

describe("rule 1, no identity without proof: what belongs to another user is refused,", () => {
  let mine: string;
  let theirs: string;
  beforeAll(async () => {
    mine = await passwordSession(nobody, alice);
    theirs = await passwordSession(nobody, bruno);
  });

  it.each([
    ["another user's profile", () => bruno.name, 403],
    ["that of nobody, with the same answer", () => "nobody-of-this-name", 403],
    ["an administrator's", () => "admin", 403],
    ["one with a path in its name", () => "..%2f..%2fserverinfo%2f*", 400],
    ["while one's own is read", () => alice.name, 200],
    ["also in other letters", () => alice.name.toUpperCase(), 200],
  ])("%s", async (_whose, name, status) => {
    const answer = await nobody.call("GET", `${alpha}/users/${name()}`, undefined, carried(mine));
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).not.toMatch(/argon2|password|secret|kba/i);
  });

  it("all answers about others are the same, and name nobody", async () => {
    const names = [bruno.name, "nobody-of-this-name", "admin"];
    const ask = (name: string) => nobody.call("GET", `${alpha}/users/${name}`, undefined, carried(mine));
    const bodies = (await Promise.all(names.map(ask))).map(({ body }) => JSON.stringify(body));
    expect(new Set(bodies).size).toBe(1);
  });

  it("another user's sessions: neither listed nor ended, by name or by handle", async () => {
    const listed = `${alpha}/sessions?_queryFilter=${encodeURIComponent(`username eq "${bruno.name}" and realm eq "/alpha"`)}`;
    expect((await nobody.call("GET", listed, undefined, carried(mine))).status).toBe(403);
    expect(await action(nobody, "logoutByUser", { username: bruno.name }, carried(mine))).toMatchObject({
      status: 403,
    });

    const own = await nobody.call("GET", listed, undefined, carried(theirs));
    const [{ sessionHandle }] = own.body.result;
    const ended = await action(
      nobody,
      "logoutByHandle",
      { sessionHandles: [sessionHandle, "shandle:none"] },
      carried(mine),
    );
    expect(ended.body.result).toEqual({ [sessionHandle]: false, "shandle:none": false });
    expect((await nobody.sessionInfo(theirs)).status).toBe(200);
    expect(JSON.stringify(own.body)).not.toContain(theirs);
  });
});

function filled({ body }: Answer, answers: readonly string[]): object[] {
  return body.callbacks.map((callback: { input: { name: string }[] }, index: number) => ({
    ...callback,
    input: [{ name: callback.input[0]?.name, value: answers[index] }],
  }));
}
