import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { deviceOutcome, sessionInfo } from "../harness/after-login.ts";
import { codesOf } from "../harness/client.ts";
import { demo, deviceFor } from "../harness/demo.ts";
import { autoSelectCertificates } from "./certificate-policy.ts";
import { type DeviceBrowser, launchChromium } from "./chromium.ts";
import { enterPassword, fact, focused, signIn, takePicture, type Visit, visit } from "./visit.ts";

/** The login page in a real browser that holds the device's certificate itself and trusts the CA as any other. */

const { user } = demo;
const code = codesOf(user);
const route = `${demo.gateway}/mtls-intune`;
const query = "?realm=alpha&authIndexType=service&authIndexValue=intune&locale=en";

const cleanUps: (() => Promise<void> | void)[] = [];
let managed: DeviceBrowser;
let unmanaged: DeviceBrowser;
let current: Visit | undefined;

beforeAll(async () => {
  cleanUps.push(autoSelectCertificates(demo.gateway, "Sallyport Development CA"));
  managed = await launchChromium(deviceFor("COMPLIANT"));
  cleanUps.push(managed.close);
  unmanaged = await launchChromium();
  cleanUps.push(unmanaged.close);
});

afterAll(async () => {
  await Promise.all(cleanUps.map(async (cleanUp) => cleanUp()));
});

afterEach(async () => {
  const { problems = [] } = current ?? {};
  await current?.close();
  current = undefined;
  expect(problems).toEqual([]);
});

async function visitAs(browser: DeviceBrowser, url: string): Promise<Visit> {
  current = await visit(browser, url);
  return current;
}

describe("with the certificate of a compliant device, through the gateway's route", () => {
  it("reaches level 3, and every request stays on the route with the query that the person came with", async () => {
    const { page, requests, setCookies, sessionToken } = await visitAs(managed, `${route}/${query}`);
    await focused(page, page.getByLabel("User Name"));
    await takePicture(page, "login", { documented: true });

    await signIn(page, user, await code());
    await takePicture(page, "signed-in", { documented: true });
    expect(await fact(page, "User")).toBe(user.name);
    expect(await fact(page, "Auth level")).toBe("3");
    expect(await fact(page, "Device")).toBe("Bound to the certificate of this device");
    expect(await deviceOutcome(await reference(page))).toBe("COMPLIANT");

    expect(page.url()).toBe(`${route}/${query}`);
    expect(requests.filter((url) => !url.startsWith(`${route}/`))).toEqual([]);
    const authenticate = `${route}/json/realms/root/realms/alpha/authenticate`;
    const started = `${authenticate}?authIndexType=service&authIndexValue=intune&locale=en`;
    expect(requests.filter((url) => url.startsWith(authenticate))).toEqual([started, started, started]);

    expect(await page.context().cookies()).toEqual([
      expect.objectContaining({ domain: "localhost", path: "/", secure: true, httpOnly: true, sameSite: "Lax" }),
    ]);
    expect(await setCookies()).toEqual([
      `iPlanetDirectoryPro=${await sessionToken()}; Path=/; HttpOnly; SameSite=Lax; Secure`,
    ]);
  });

  it("comes to the same page without the slash, and signs out again", async () => {
    const { page, requests, sessionToken } = await visitAs(managed, `${route}${query}`);
    await signIn(page, user, await code());
    expect(page.url()).toBe(`${route}/${query}`);
    expect(requests.slice(1).filter((url) => !url.startsWith(`${route}/`))).toEqual([]);
    expect(await fact(page, "Auth level")).toBe("3");
    const token = await sessionToken();
    expect((await sessionInfo(token)).status).toBe(200);

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "You are signed out" }).waitFor();
    expect(await sessionToken()).toBeUndefined();
    expect((await sessionInfo(token)).status).toBe(401);
  });
});

describe("without a certificate", () => {
  it("leaves the Intune node by No Id through the gateway and reaches level 2, bound to no device", async () => {
    const { page } = await visitAs(unmanaged, `${route}/${query}`);
    await signIn(page, user, await code());
    await takePicture(page, "signed-in-without-certificate");
    expect(await fact(page, "Auth level")).toBe("2");
    expect(await fact(page, "Device")).toBe("Not bound to a device");
    expect(await deviceOutcome(await reference(page))).toBe("NOID");
  });

  it("shows a refused password at the server's own page and lets the person start again", async () => {
    const { page, problems, requests } = await visitAs(unmanaged, `${demo.server}/am/XUI/${query}`);
    await enterPassword(page, user.name, "not-the-password");
    await page.getByRole("heading", { name: "You were not signed in" }).waitFor();
    await takePicture(page, "refused");
    expect(await page.getByRole("alert").textContent()).toBe("Login failure");
    // Chromium reports every answer that is an error; this one is the server's right answer.
    expect(problems.splice(0)).toEqual([expect.stringContaining("status of 401")]);

    await page.getByRole("button", { name: "Start again" }).press("Enter");
    await signIn(page, user, await code());
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await fact(page, "Auth level")).toBe("2");
    expect(await deviceOutcome(await reference(page))).toBe("NOID");
    expect(requests.filter((url) => !url.startsWith(`${demo.server}/am/XUI/`))).toEqual([]);
  });
});

describe("to a screen reader", () => {
  it("the first step is a form with a heading, labelled fields in their order, and one main button", async () => {
    const { page } = await visitAs(unmanaged, `${route}/${query}`);
    await page.getByLabel("User Name").waitFor();
    expect(await page.title()).toBe("Sign in");
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect((await page.getByRole("main").ariaSnapshot()).split("\n")).toEqual([
      "- main:",
      '  - heading "Sign in" [level=1]',
      '  - form "Sign in":',
      "    - paragraph: Your user name and password, then the code of your authenticator.",
      "    - text: User Name",
      '    - textbox "User Name"',
      "    - text: Password",
      '    - textbox "Password"',
      '    - button "Show"',
      '    - button "Next"',
      "  - status",
    ]);
  });
});

/** The reference that the page shows for the help desk. */
async function reference(page: Visit["page"]): Promise<string> {
  return (await page.getByRole("contentinfo").locator("code").textContent()) ?? "";
}
