import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../browser/chromium.ts";
import { enterPassword, focused, visit } from "../browser/visit.ts";
import { type Answer, client, codesOf, logIn } from "../harness/client.ts";
import { demo, deviceFor, identityOf, secretOf } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { type Browser, browser } from "../harness/gateway-browser.ts";
import { eventually, killPart } from "../harness/sallyport.ts";

/** Protecting an application with the whole product: gateway, server, journey, agent. */

const walkThrough = fileURLToPath(new URL("../fixtures/protected-application", import.meta.url));
const compliant = deviceFor("COMPLIANT");
const noncompliant = deviceFor("NONCOMPLIANT");

let deployment: OwnDeployment;
let wiki: Server;
let keys: string;
const sessionCookie = "iPlanetDirectoryPro";
const received: IncomingMessage[] = [];
const browsers: Browser[] = [];

beforeAll(async () => {
  wiki = createServer((request, response) => {
    received.push(request);
    response.setHeader("Set-Cookie", ["iPlanetDirectoryPro=chosen-by-the-application; Path=/", "wiki=1"]);
    response.end("the wiki");
  });
  await new Promise<void>((resolve) => wiki.listen(0, "127.0.0.1", resolve));
  const address = wiki.address();
  const application = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  keys = mkdtempSync(join(tmpdir(), "sallyport-keys-"));
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(join(keys, "wiki-key.pem"), privateKey.export({ format: "pem", type: "pkcs8" }));
  deployment = await deploy({
    change: (file) => {
      for (const name of ["wiki.json", "wiki-keys.json"]) {
        file(`gateway/routes/${name}`, (document) => {
          Object.assign(document, JSON.parse(readFileSync(join(walkThrough, name), "utf8")));
          Object.assign(document.properties, { application, keys });
        });
      }
    },
  });
});

afterAll(async () => {
  await Promise.all(browsers.map((one) => one.close()));
  await deployment?.remove();
  wiki?.close();
  rmSync(keys, { recursive: true, force: true });
});

type Device = typeof compliant;

/** Somebody new for each login, so that no code of theirs was used. */
const people = [...demo.users];
function somebody(): (typeof people)[number] {
  const next = people.pop();
  if (next === undefined) throw new Error("the demo has no more users");
  return next;
}

type User = ReturnType<typeof somebody>;

function browse(device: Device | null, user: User = somebody(), code = codesOf(user, deployment.state)): Browser {
  const made = browser({
    ...{ origin: deployment.gateway, user, code },
    ...(device === null ? {} : { identity: identityOf(device) }),
  });
  browsers.push(made);
  return made;
}

/** A browser with a session, without any redirect of the gateway's: as another page of the site would make it. */
async function signedIn(device: Device, journey: string, user: User = somebody()): Promise<Browser> {
  const on = client({ origin: deployment.gateway, identity: identityOf(device) });
  const code = codesOf(user, deployment.state);
  const last = await logIn(on, user, code, journey);
  await on.close();
  expect(last.status).toBe(200);
  const made = browse(device, user, code);
  made.cookies.set(sessionCookie, last.body.tokenId);
  return made;
}

describe("a person in a browser", () => {
  it("is sent through the journey and back to the page, and is known there", async () => {
    const user = somebody();
    const alice = browse(compliant, user);
    const page = await alice.visit("/app/page?x=1");
    expect(page).toMatchObject({ status: 200, url: `${deployment.gateway}/app/page?x=1` });
    expect(page.body).toBe(`You are ${user.name} of /alpha, auth level 3.`);
    expect(alice.logins).toEqual(["intune"]);
    expect((await alice.visit("/app/other")).status).toBe(200);
    expect(alice.logins).toHaveLength(1);
  });

  it("with a real browser comes to the page that was asked for, and it is the address in the bar", async () => {
    const chromium = await launchChromium();
    try {
      const user = somebody();
      const { page } = await visit(chromium, `${deployment.gateway}/app/page?x=1`);
      await enterPassword(page, user.name, user.password);
      await focused(page, page.getByLabel("Enter verification code"));
      await page.keyboard.type(await codesOf(user, deployment.state)());
      await page.keyboard.press("Enter");
      await page.getByText(`You are ${user.name} of /alpha, auth level 2.`).waitFor();
      expect(page.url()).toBe(`${deployment.gateway}/app/page?x=1`);
    } finally {
      await chromium.close();
    }
  });

  it("is somebody else on another device, with the same cookie: sent to the login page, never let in", async () => {
    const alice = await signedIn(compliant, "intune");
    const stolen = alice.cookies.get(sessionCookie) ?? "";
    expect((await alice.get("/app")).status).toBe(200);
    for (const thief of [browse(noncompliant), browse(null)]) {
      thief.cookies.set(sessionCookie, stolen);
      const answer = await thief.get("/app");
      expect([answer.status, answer.location?.pathname]).toEqual([302, "/am/XUI/"]);
      expect((await thief.get("/app", { accept: "application/json" })).status).toBe(401);
      expect((await thief.get("/app?_ig=true")).status).toBe(403);
    }
    expect((await alice.get("/app")).status).toBe(200);
  });

  it("does not get in with a session of no device, from a device", async () => {
    const anywhere = client({ origin: deployment.gateway });
    const last = await logIn(anywhere, demo.user, codesOf(demo.user, deployment.state), "two-factor");
    await anywhere.close();
    const mallory = browse(compliant);
    mallory.cookies.set(sessionCookie, last.body.tokenId);
    expect((await mallory.get("/app")).status).toBe(302);
    const bare = browse(null);
    bare.cookies.set(sessionCookie, last.body.tokenId);
    expect((await bare.get("/app")).status).toBe(200);
  });

  it("steps up for a page that asks for more, once, and comes back", async () => {
    const alice = await signedIn(compliant, "two-factor");
    const before = alice.cookies.get(sessionCookie);
    expect((await alice.visit("/app")).body).toContain("auth level 0");
    expect(alice.logins).toEqual([]);
    expect(await alice.visit("/wiki/page")).toMatchObject({ status: 200, body: "the wiki" });
    expect(alice.logins).toEqual(["composite_advice"]);
    expect(alice.cookies.get(sessionCookie)).not.toBe(before);
    expect((await alice.visit("/app")).body).toContain("auth level 3");
  });

  it("whose device is not compliant does not reach that page, and is not sent in circles", async () => {
    const bruno = await signedIn(noncompliant, "intune");
    expect((await bruno.visit("/app")).body).toContain("auth level 2");
    const reached = received.length;
    expect((await bruno.visit("/wiki/")).status).toBe(401);
    expect(await bruno.get("/wiki/?_ig=true")).toMatchObject({
      status: 403,
      body: expect.stringContaining("has not proved enough"),
    });
    expect(received).toHaveLength(reached);
  });

  it("who logs out has no session any more", async () => {
    const alice = await signedIn(compliant, "intune");
    const token = alice.cookies.get(sessionCookie) ?? "";
    expect(await alice.get("/app/logout")).toMatchObject({ status: 200, body: expect.stringContaining("signed out") });
    expect(alice.cookies.get(sessionCookie)).toBeUndefined();
    alice.cookies.set(sessionCookie, token);
    expect((await alice.get("/app")).status).toBe(302);
  });
});

describe("the application", () => {
  it("gets a token that it can verify and that is for nobody else, and no session cookie", async () => {
    const user = somebody();
    const alice = await signedIn(compliant, "intune", user);
    const spoofed = { "sallyport-identity": "spoofed", "X-Remote_User": "admin", "x-remote-user": "admin" };
    const answer = await alice.get("/wiki/", spoofed);
    expect(answer).toMatchObject({ status: 200, body: "the wiki" });
    expect(alice.cookies.get(sessionCookie)).not.toBe("chosen-by-the-application");
    expect(alice.cookies.get("wiki")).toBe("1");
    const { headersDistinct } = received.at(-1) ?? {};
    expect(headersDistinct).not.toHaveProperty("cookie");
    expect(headersDistinct).not.toHaveProperty("sallyport-assertion");
    expect(headersDistinct?.["x-remote-user"]).toEqual([user.name]);
    const [token = "", second] = headersDistinct?.["sallyport-identity"] ?? [];
    expect(second).toBeUndefined();

    const anybody = browse(null);
    const set = JSON.parse((await anybody.get("/wiki-keys")).body);
    expect(JSON.stringify(set)).not.toContain('"d"');
    const audience = "https://wiki.example.com";
    const rules = { issuer: deployment.gateway, audience, algorithms: ["ES256"], typ: "sallyport-identity+jwt" };
    const { payload } = await jwtVerify(token, createLocalJWKSet(set), rules);
    expect(payload).toMatchObject({ sub: user.name, realm: "/alpha", auth_level: 3 });
    expect(payload.device).toEqual({ "x5t#S256": expect.stringMatching(/^[\w-]{43}$/), id: compliant.id });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(60);
    await expect(jwtVerify(token, createLocalJWKSet(set), { ...rules, audience: "another" })).rejects.toThrow("aud");
  });
});

describe("the agent", () => {
  const agent = async (journey: string, headers: Record<string, string>): Promise<Answer> => {
    const on = client({ origin: deployment.gateway, headers });
    const answer = await on.start(journey);
    await on.close();
    return answer;
  };

  it("has a journey of its own, where people do not get in", async () => {
    const { name, password } = compliant.user;
    const answer = await agent("Agent", { "x-openam-username": name, "x-openam-password": password });
    expect(answer.status).toBe(401);
  });

  it("is no person: its session opens no application", async () => {
    const credentials = {
      "x-openam-username": "gateway",
      "x-openam-password": secretOf("agent.gateway.password"),
    };
    const { body } = await agent("Agent", credentials);
    const bare = browse(null);
    bare.cookies.set(sessionCookie, body.tokenId);
    expect((await bare.get("/app")).status).toBe(302);
  });
});

describe("while the server is down", () => {
  it("nobody passes, and everybody does again when it is back", async () => {
    const alice = await signedIn(compliant, "intune");
    expect((await alice.get("/wiki/")).status).toBe(200);
    const reached = received.length;
    killPart(deployment.process.pid, "server");
    const answer = await alice.get("/wiki/");
    expect([502, 503]).toContain(answer.status);
    expect(answer.body).not.toContain("127.0.0.1");
    expect(received).toHaveLength(reached);
    await eventually("the server", async () => (await alice.get("/wiki/")).status === 200);
  });
});
