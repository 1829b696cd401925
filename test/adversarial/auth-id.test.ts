import { afterAll, describe, expect, it } from "vitest";
import type { DemoUser } from "../../src/app/demo/demo-file.ts";
import { oneTimeCode } from "../../src/app/demo/one-time-code.ts";
import { type Answer, type Client, client, logIn } from "../harness/client.ts";
import { demo, deviceFor, identityOf } from "../harness/demo.ts";

/** Steps, codes and sessions in the hands of somebody who has copied them. */

const owner = client({ identity: identityOf(deviceFor("COMPLIANT")) });
const ownersRewrittenRoute = client({ identity: identityOf(deviceFor("COMPLIANT")), base: "/mtls-intune/json" });
const other = client({ identity: identityOf(deviceFor("NONCOMPLIANT")) });
const nobody = client();
const direct = client({ origin: demo.server });
afterAll(() => Promise.all([owner, ownersRewrittenRoute, other, nobody, direct].map((one) => one.close())));

const [codeUser, user] = demo.users.slice(8, 10) as [DemoUser, DemoUser];
const codeIn = (account: DemoUser, seconds: number): string =>
  oneTimeCode(account.totpUri, Date.now() + 1000 * seconds);
const password = [user.name, user.password];

const expired = { status: 401, body: { code: 401, message: "Session has timed out", detail: { errorCode: "110" } } };
const stepWithCode = { status: 200, body: { authId: expect.any(String), callbacks: expect.any(Array) } };

describe("rule 4, one step of a journey is accepted once:", () => {
  it("a step that was answered is refused from then on, and the journey goes on without it", async () => {
    const page = await owner.start();
    const second = await owner.next(page, password);
    expect(second).toMatchObject(stepWithCode);
    for (let time = 0; time < 3; time += 1) expect(await owner.next(page, password)).toMatchObject(expired);
    const end = await owner.next(second, [codeIn(user, 0), 0]);
    expect(end).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
    for (const step of [page, second]) expect(await owner.next(step, password)).toMatchObject(expired);
  });

  it("of ten answers to one step at the same moment, one is accepted", async () => {
    const page = await owner.start();
    // Ten connections that are open already: otherwise the first answer would be through before the others arrive.
    await atOnce(10, () => owner.call("GET", "/am/json/serverinfo/*"));
    const answers = await atOnce(10, () => owner.next(page, password));
    expect(answers.filter(({ status }) => status === 200)).toMatchObject([stepWithCode]);
    for (const answer of answers.filter(({ status }) => status !== 200)) expect(answer).toMatchObject(expired);
  });

  it("a step of one realm is refused in another", async () => {
    const page = await owner.start();
    const root = client({ identity: identityOf(deviceFor("COMPLIANT")), realm: "realms/root" });
    expect(await root.next(page, password)).toMatchObject({ status: 400 });
    await root.close();
  });
});

describe("rule 4, one step of a journey is accepted from the device it was given to: begun", () => {
  it.each<[string, string, Client, Client]>([
    ["with a certificate", "with another device's", owner, other],
    ["with a certificate", "without one", owner, nobody],
    ["with a certificate", "at the server itself", owner, direct],
    ["without a certificate", "with one", nobody, owner],
    ["at the server itself", "with a certificate", direct, other],
  ])("%s, it is refused %s, and its owner can still go on", async (_began, _continued, first, thief) => {
    const page = await first.start();
    expect(await thief.next(page, password)).toMatchObject(expired);
    expect(await first.next(page, password)).toMatchObject(stepWithCode);
  });

  it("through one route, it goes on through the other: the device is the same", async () => {
    const page = await ownersRewrittenRoute.start();
    expect(await owner.next(page, password)).toMatchObject(stepWithCode);
  });
});

describe("rule 4, one step of a journey: an authId that we did not write is refused,", () => {
  it.each<[string, (authId: string) => string]>([
    ["cut short", (authId) => authId.slice(0, -1)],
    ["without a signature", (authId) => authId.replace(/[^.]+$/, "")],
    ["with a longer life", (authId) => rewritten(authId, (claims) => ({ ...claims, exp: claims.exp + 3600 }))],
    ["for another execution", (authId) => rewritten(authId, (claims) => ({ ...claims, sessionId: "x" }))],
    ["unsigned, as it says itself", unsigned],
    ["of another form", () => "authId"],
  ])("%s, and the real one still works", async (_what, forge) => {
    const page = await owner.start();
    const forged = forge(page.body.authId);
    const answer = await owner.next({ ...page, body: { ...page.body, authId: forged } }, password);
    expect(answer).toMatchObject({ status: 400, body: { code: 400 } });
    expect(await owner.next(page, password)).toMatchObject(stepWithCode);
  });
});

describe("rule 4, an accepted one-time code is never accepted again:", () => {
  const loginFailure = { status: 401, body: { code: 401, message: "Login failure" } };
  const loggedIn = { status: 200, body: { tokenId: expect.any(String) } };
  const codeLogin = (code: string): Promise<Answer> => logIn(owner, codeUser, () => code);

  it("neither the same one nor an earlier one, while a later one is", async () => {
    const [earlier, same, later] = [codeIn(codeUser, -30), codeIn(codeUser, 0), codeIn(codeUser, 30)];
    expect(await codeLogin(same)).toMatchObject(loggedIn);
    expect(await codeLogin(same)).toMatchObject(loginFailure);
    expect(await codeLogin(earlier)).toMatchObject(loginFailure);
    expect(await codeLogin(later)).toMatchObject(loggedIn);
  });

  it("of five logins with one code at the same moment, one succeeds", async () => {
    const code = codeIn(codeUser, 60);
    const steps = await atOnce(5, async () => owner.next(await owner.start(), [codeUser.name, codeUser.password]));
    for (const step of steps) expect(step).toMatchObject(stepWithCode);
    const ends = await Promise.all(steps.map((step) => owner.next(step, [code, 0])));
    expect(ends.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
  });
});

describe("a session belongs to the device that earned it:", () => {
  it("with another device's certificate it is refused, and it cannot be ended or used to log in", async () => {
    const { body, headers } = await logIn(owner, user, () => codeIn(user, 30));
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    expect(cookie).toContain(body.tokenId);
    const sessions = "/am/json/realms/root/realms/alpha/sessions/?_action=";
    const denied = { status: 401, body: { code: 401 } };

    expect(await other.sessionInfo(body.tokenId)).toMatchObject(denied);
    expect(await other.call("POST", `${sessions}getSessionInfo`, {}, { cookie })).toMatchObject(denied);
    expect(await other.call("POST", `${sessions}validate`, { tokenId: body.tokenId })).toMatchObject({
      status: 200,
      body: { valid: false },
    });
    await other.call("POST", `${sessions}logout`, { tokenId: body.tokenId });
    await other.call("POST", `${sessions}logout`, {}, { cookie });
    expect(await startWith(other, cookie)).not.toHaveProperty("body.tokenId");
    expect(await startWith(nobody, cookie)).not.toHaveProperty("body.tokenId");

    expect(await owner.sessionInfo(body.tokenId)).toMatchObject({ status: 200, body: { username: user.name } });
    expect(await startWith(owner, cookie)).toMatchObject({ status: 200, body: { tokenId: body.tokenId } });
  });
});

function atOnce(times: number, send: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, send));
}

function startWith(on: Client, cookie: string): Promise<Answer> {
  const path = "/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=intune";
  return on.call("POST", path, "", { cookie });
}

interface Claims {
  readonly exp: number;
  readonly sessionId: string;
}

function rewritten(authId: string, change: (claims: Claims) => object): string {
  const [header, payload = "", signature] = authId.split(".");
  return [header, encoded(change(JSON.parse(Buffer.from(payload, "base64url").toString()))), signature].join(".");
}

function unsigned(authId: string): string {
  return `${encoded({ typ: "JWT", alg: "none" })}.${authId.split(".")[1]}.`;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
