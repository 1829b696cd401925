import { join } from "node:path";
import { CallbackType, type SuspendedTextOutputCallback } from "@forgerock/javascript-sdk";
import Database from "libsql";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { demo, deviceFor, identityOf } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { passwordLogin, putJourney, scripted } from "../harness/journey.ts";
import { type BrowserStandIn, standInForBrowser } from "./browser-stand-in.ts";
import { failureOf, type Sdk, sdks, stepOf, successOf } from "./two-sdks.ts";

/** The life of a session as an application with one of Ping's JavaScript clients sees it. */

const device = identityOf(deviceFor("COMPLIANT"));
const user = demo.users[3] ?? demo.user;

let deployment: OwnDeployment;
let browser: BrowserStandIn;

beforeAll(async () => {
  deployment = await deploy({
    change(file) {
      file("realms/alpha/realm.json", (realm) => {
        realm.zeroPageLogin = { enabled: true };
      });
      putJourney(file, "password", { nodes: passwordLogin() });
      putJourney(file, "step-up", {
        nodes: {
          known: scripted("known", { known: "level", unknown: "failure" }),
          level: { type: "ModifyAuthLevelNode", config: { authLevelIncrement: 7 }, to: { outcome: "success" } },
        },
        scripts: {
          known: `
if (!existingSession) action.goTo("unknown");
else action.withIdentifiedUser(/^id=([^,]+)/.exec(existingSession.get("Principal"))[1]).goTo("known");`,
        },
      });
      putJourney(file, "suspend", {
        nodes: { ...passwordLogin("wait"), wait: scripted("wait", { done: "success" }) },
        scripts: { wait: `if (resumedFromSuspend) action.goTo("done"); else action.suspend("follow {0}");` },
      });
    },
  });
});

afterAll(() => deployment.remove());
afterEach(() => browser.close());

describe.each(sdks)("%s", (_name, connectTo) => {
  function connect(headers: Readonly<Record<string, string>> = {}): Promise<Sdk> {
    browser = standInForBrowser(device);
    return connectTo(`${deployment.gateway}/am`, headers);
  }

  async function logIn(sdk: Sdk): Promise<string> {
    const page = stepOf(await sdk.start("password"));
    page.setCallbackValue(CallbackType.NameCallback, user.name);
    page.setCallbackValue(CallbackType.PasswordCallback, user.password);
    return tokenOf(await sdk.next(page));
  }

  it("finds its session in the cookie, is spared a second login by it, and ends it by logout", async () => {
    const sdk = await connect();
    const token = await logIn(sdk);
    expect(await info()).toMatchObject({ status: 200, body: { username: user.name, realm: "/alpha" } });
    expect(tokenOf(await sdk.start("password"))).toBe(token);
    expect(stepOf(await sdk.start("password", { ForceAuth: "true" })).callbacks).toHaveLength(2);

    await sdk.logout();
    expect(await info()).toMatchObject({ status: 401, body: { message: "Access Denied" } });
    expect(await info(token)).toMatchObject({ status: 401 });
    expect(stepOf(await sdk.start("password")).callbacks).toHaveLength(2);
  });

  it("upgrades the session by a journey that asks for more: a new token, and the old one is over", async () => {
    const sdk = await connect();
    expect(failureOf(await sdk.start("step-up")).getCode()).toBe(401);
    const before = await logIn(sdk);
    expect((await info()).body.properties).toMatchObject({ AuthLevel: "0" });
    const after = tokenOf(await sdk.start("step-up"));
    expect(after).not.toBe(before);
    expect((await info()).body).toMatchObject({ username: user.name, properties: { AuthLevel: "7" } });
    expect(await info(before)).toMatchObject({ status: 401 });
    await sdk.logout();
    expect(await info(after)).toMatchObject({ status: 401 });
  });

  it.each([
    ["idle for too long", "latest_access_at = latest_access_at - 3600000"],
    ["too old", "created_at = created_at - 86400000"],
  ])("is asked to log in again when its session was %s", async (_why, change) => {
    const sdk = await connect();
    const token = await logIn(sdk);
    age(change);
    expect(await info()).toMatchObject({ status: 401 });
    expect(await info(token)).toMatchObject({ status: 401 });
    expect(stepOf(await sdk.start("password")).callbacks).toHaveLength(2);
    await sdk.logout();
  });

  it("resumes a suspended journey by the link, in another browser, and only once", async () => {
    const sdk = await connect();
    const page = stepOf(await sdk.start("suspend"));
    page.setCallbackValue(CallbackType.NameCallback, user.name);
    page.setCallbackValue(CallbackType.PasswordCallback, user.password);
    const suspended = stepOf(await sdk.next(page));
    const message = suspended
      .getCallbackOfType<SuspendedTextOutputCallback>(CallbackType.SuspendedTextOutputCallback)
      .getMessage();
    const link = message.slice("follow ".length);
    expect(link).toMatch(new RegExp(`^${deployment.gateway}/am/XUI/\\?realm=.*suspendedId=`));

    await browser.close();
    const other = await connect();
    expect(successOf(await other.resume(link)).getRealm()).toBe("/alpha");
    expect((await info()).body).toMatchObject({ username: user.name });
    await other.logout();
    const failure = failureOf(await other.resume(link));
    expect(failure.getCode()).toBe(401);
    expect(failure.getMessage()).toContain("SuspendedAuthSessionException");
  });

  it("logs in without a page by the headers of PingAM's zero-page login", async () => {
    const sdk = await connect({ "X-OpenAM-Username": user.name, "X-OpenAM-Password": user.password });
    expect(successOf(await sdk.start("password")).getRealm()).toBe("/alpha");
    expect((await info()).body).toMatchObject({ username: user.name });
    await sdk.logout();
    await browser.close();
    const wrong = await connect({ "X-OpenAM-Username": user.name, "X-OpenAM-Password": "not-the-password" });
    expect(failureOf(await wrong.start("password")).getMessage()).toBe("Login failure");
  });
});

function tokenOf(answer: Parameters<typeof successOf>[0]): string {
  const token = successOf(answer).getSessionToken();
  if (token === undefined) throw new Error("a login without a token");
  return token;
}

interface SessionInfo {
  readonly properties?: Readonly<Record<string, string>>;
}

/** What an application asks of its session: by its cookie, or with a token. */
async function info(tokenId?: string): Promise<{ status: number; body: SessionInfo }> {
  const url = `${deployment.gateway}/am/json/realms/root/realms/alpha/sessions/?_action=getSessionInfo`;
  const answer = await fetch(url, {
    method: "POST",
    credentials: tokenId === undefined ? "include" : "omit",
    headers: { "content-type": "application/json", "accept-api-version": "resource=2.0" },
    body: JSON.stringify(tokenId === undefined ? {} : { tokenId }),
  });
  return { status: answer.status, body: (await answer.json()) as SessionInfo };
}

/** Lets time pass for every session of the deployment, as nobody wants to wait for a minute. */
function age(change: string): void {
  const database = new Database(join(deployment.state, "sallyport.db"));
  database.pragma("busy_timeout = 5000");
  database.exec(`UPDATE sessions SET ${change}`);
  database.close();
}
