import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Locator, Page, Response } from "playwright-core";
import type { DemoUser } from "../../src/app/demo/demo-file.ts";
import type { DeviceBrowser } from "./chromium.ts";

/** A person's visit to the login page: a fresh session of the browser that watches what the page does. */
export interface Visit {
  readonly page: Page;
  /** URLs that the browser asked for, in order. */
  readonly requests: readonly string[];
  /** Errors and warnings of the console, violations of the content security policy among them. Take out what is right. */
  readonly problems: string[];
  /** The `Set-Cookie` headers that came back. */
  setCookies(): Promise<string[]>;
  /** The session token, or undefined when there is no session. */
  sessionToken(): Promise<string | undefined>;
  close(): Promise<void>;
}

export async function visit({ browser }: DeviceBrowser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 900, height: 660 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const requests: string[] = [];
  const responses: Response[] = [];
  const problems: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("response", (response) => responses.push(response));
  page.on("requestfailed", (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    requests,
    problems,
    async setCookies() {
      const headers = await Promise.all(responses.map((response) => response.headerValue("set-cookie")));
      return headers.filter((header) => header !== null);
    },
    async sessionToken() {
      const cookies = await context.cookies();
      return cookies.find(({ name }) => name === "iPlanetDirectoryPro")?.value;
    },
    close: () => context.close(),
  };
}

/** Signs in with nothing but the keyboard, starting where the page has put the focus. */
export async function signIn(page: Page, user: DemoUser, code: string): Promise<void> {
  await enterPassword(page, user.name, user.password);
  await focused(page, page.getByLabel("Enter verification code"));
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You are signed in" }).waitFor();
  await page.getByText("Auth level").waitFor();
}

/** The first step of the journey, by keyboard. */
export async function enterPassword(page: Page, name: string, password: string): Promise<void> {
  await focused(page, page.getByLabel("User Name"));
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await focused(page, page.getByLabel("Password"));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
}

/** Waits until the element has the focus. */
export async function focused(page: Page, element: Locator): Promise<void> {
  await element.and(page.locator(":focus")).waitFor();
}

/** What the page tells of the session under this name. */
export async function fact(page: Page, name: string): Promise<string | null> {
  const row = page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) });
  return row.getByRole("definition").textContent();
}

/**
 * Keeps a picture in `test-results/`. With SALLYPORT_UPDATE_SCREENSHOTS=1 those that the documentation shows are
 * written there too.
 */
export async function takePicture(page: Page, name: string, options: { documented?: boolean } = {}): Promise<void> {
  const isUpdate = process.env.SALLYPORT_UPDATE_SCREENSHOTS === "1" && options.documented === true;
  for (const folder of isUpdate ? ["test-results", "docs/images"] : ["test-results"]) {
    const path = fileURLToPath(new URL(`../../${folder}/`, import.meta.url));
    mkdirSync(path, { recursive: true });
    await page.screenshot({ path: `${path}${name}.png` });
  }
}
