import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type DeviceBrowser, launchChromium } from "../browser/chromium.ts";
import { type Client, client, codesOf } from "../harness/client.ts";
import { demo } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { type PlacedNode, passwordLogin, putJourney } from "../harness/journey.ts";
import { loginResults, serveWidget, type WidgetPage } from "./widget-page.ts";

/**
 * `@forgerock/login-widget`, unmodified, in Chromium, on an origin that the realm lists: the journeys are those that the
 * widget's own end-to-end tests name, as far as they are described in public.
 */

const { user } = demo;
const waitingMessage = { en: "Please wait while we process your request." };
const human = { message: { en: "Are you human?" }, messageYes: { en: "Yes" }, messageNo: { en: "No" } };

function sure(next: string): PlacedNode {
  const config = { prompt: "Are you sure?", choices: ["Yes", "No"], defaultChoice: "Yes" };
  return { type: "ChoiceCollectorNode", config, to: { Yes: next, No: "failure" } };
}

const journeys = {
  TEST_Login: passwordLogin(),
  TEST_LoginWithMiscCallbacks: {
    ...passwordLogin("human"),
    human: { type: "MessageNode", config: human, to: { true: "sure", false: "failure" } },
    sure: sure("again"),
    again: sure("wait"),
    wait: { type: "PollingWaitNode", config: { secondsToWait: 1, waitingMessage }, to: { DONE: "success" } },
  },
};

let application: WidgetPage;
let deployment: OwnDeployment;
let chromium: DeviceBrowser;
let api: Client;
let page: Page;

beforeAll(async () => {
  application = await serveWidget();
  deployment = await deploy({
    only: "server",
    change(file) {
      file("realms/alpha/realm.json", (realm) => Object.assign(realm, { cors: { origins: [application.origin] } }));
      for (const [name, nodes] of Object.entries(journeys)) putJourney(file, name, { nodes });
    },
  });
  api = client({ origin: deployment.server });
  chromium = await launchChromium();
});

afterAll(async () => {
  await chromium?.close();
  await api?.close();
  await deployment?.remove();
  await application?.close();
});

afterEach(async () => {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.context().close();
});

async function open(journey: string): Promise<void> {
  const context = await chromium.browser.newContext({ viewport: { width: 800, height: 700 } });
  context.setDefaultTimeout(60_000);
  page = await context.newPage();
  await page.goto(`${application.origin}/?am=${deployment.server}/am/&journey=${journey}`);
}

/** The widget has labels of its own for prompts that it knows. */
async function enter(password: string = user.password): Promise<void> {
  await page.getByLabel("Username").fill(user.name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await next();
}

function next(): Promise<void> {
  return page.locator('button[type="submit"]').click();
}

/** The session that the login ended with, as the server tells it. */
async function session() {
  await page.getByText("Login successful").waitFor();
  const [result] = await loginResults(page);
  expect(result).toMatchObject({ realm: "/alpha", successUrl: "/am/console" });
  return { token: result?.tokenId ?? "", info: await api.sessionInfo(result?.tokenId ?? "") };
}

describe("@forgerock/login-widget", () => {
  it("logs in by user name and password, across origins, and logs out", async () => {
    await open("TEST_Login");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await enter();
    const { token, info } = await session();
    expect(info).toMatchObject({ status: 200, body: { username: user.name } });

    await page.evaluate("window.signOut()");
    await expect.poll(async () => (await api.sessionInfo(token)).status).toBe(401);
  });

  it("answers message, choices and confirmation, and comes back by itself while the journey polls", async () => {
    await open("TEST_LoginWithMiscCallbacks");
    await enter();
    await page.getByText("Are you human?").waitFor();
    await page.getByRole("button", { name: "Yes" }).click();
    for (const step of ["first", "second"]) {
      await page.getByLabel("Are you sure?").selectOption({ label: "Yes" });
      const answered = page.waitForResponse((response) => response.url().includes("/authenticate"));
      await next();
      expect((await answered).status(), step).toBe(200);
    }
    await page.getByText(waitingMessage.en).waitFor();
    expect((await session()).info).toMatchObject({ status: 200, body: { username: user.name } });
  });

  it("asks for the code of the authenticator", async () => {
    await open("two-factor");
    await enter();
    await page.getByLabel("Enter verification code").fill(await codesOf(user, deployment.state)());
    await next();
    expect((await session()).info).toMatchObject({ status: 200, body: { username: user.name } });
  });

  it("tells of a failed login, and starts over", async () => {
    await open("TEST_Login");
    await enter("not-the-password");
    await page.getByText("Sign in failed").waitFor();
    await enter();
    expect((await session()).info.status).toBe(200);
  });

  it("starts over and sends the same answers again when the step is no longer good", async () => {
    await open("TEST_Login");
    const used = await api.start("TEST_Login");
    await api.next(used, [user.name, user.password]);
    let isFirst = true;
    const codes: unknown[] = [];
    await page.route("**/authenticate*", async (route) => {
      const body = route.request().postDataJSON();
      const isReplaced = isFirst && body?.authId !== undefined;
      if (isReplaced) isFirst = false;
      const answer = await route.fetch(
        isReplaced ? { postData: JSON.stringify({ ...body, authId: used.body.authId }) } : {},
      );
      codes.push((await answer.json()).detail?.errorCode);
      await route.fulfill({ response: answer });
    });
    await enter();
    expect((await session()).info.status).toBe(200);
    expect(codes).toEqual(["110", undefined, undefined]);
  });
});
