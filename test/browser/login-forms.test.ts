import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type DeviceBrowser, launchChromium } from "./chromium.ts";
import { stubCallback as callback, type StubAnswer, type StubJourney, stubJourney } from "./stub-journey.ts";
import { focused, type Visit, visit } from "./visit.ts";

/** Every form that the login page has, in a real browser, under the real content security policy, against written answers. */

let chromium: DeviceBrowser;
let journey: StubJourney | undefined;
let current: Visit | undefined;

beforeAll(async () => {
  chromium = await launchChromium();
});
afterAll(() => chromium?.close());
afterEach(async () => {
  const { problems = [] } = current ?? {};
  await current?.close();
  await journey?.close();
  current = undefined;
  journey = undefined;
  expect(problems).toEqual([]);
});

async function shown(answers: readonly StubAnswer[], query = ""): Promise<Visit["page"]> {
  journey = await stubJourney(answers);
  current = await visit(chromium, `${journey.url}${query}`);
  return current.page;
}

/** The inputs of the n-th request, by name. */
async function sent(request = 1): Promise<Record<string, unknown>> {
  await expect.poll(() => journey?.requests.length).toBeGreaterThan(request);
  const callbacks: { input?: { name: string; value: unknown }[] }[] = journey?.requests[request]?.body.callbacks;
  return Object.fromEntries(callbacks.flatMap(({ input = [] }) => input.map(({ name, value }) => [name, value])));
}

const done = [callback("TextOutputCallback", 1, { message: "Thank you", messageType: "0" })];
const policies = { policies: [{ policyRequirements: ["MIN_LENGTH"], params: { minLength: 8 } }] };
const attribute = { required: true, policies: [], failedPolicies: [], validateOnly: false };
const own = { validateOnly: false };
const failedPolicies = ['{"policyRequirement":"UNIQUE"}'];

describe("a registration", () => {
  const questions = ["Your first pet?", "Your first employer?"];
  const form = [
    callback(
      "ValidatedCreateUsernameCallback",
      1,
      { policies, failedPolicies, prompt: "User Name" },
      { "": "", ...own },
    ),
    callback(
      "StringAttributeInputCallback",
      2,
      { name: "mail", prompt: "E-mail", ...attribute, value: "" },
      { "": "", ...own },
    ),
    callback(
      "NumberAttributeInputCallback",
      3,
      { name: "age", prompt: "Age", ...attribute, value: 0 },
      { "": 0, ...own },
    ),
    callback(
      "BooleanAttributeInputCallback",
      4,
      { name: "news", prompt: "Send me news", ...attribute, value: false },
      { "": false, ...own },
    ),
    callback(
      "ValidatedCreatePasswordCallback",
      5,
      { echoOn: false, policies, failedPolicies: [], prompt: "Password" },
      { "": "", ...own },
    ),
    callback(
      "KbaCreateCallback",
      6,
      { prompt: "Security question", predefinedQuestions: questions },
      { question: "", answer: "" },
    ),
    callback("TermsAndConditionsCallback", 7, { version: "1.0", terms: "Be kind.", createDate: "2026" }, { "": false }),
    callback(
      "ConsentMappingCallback",
      8,
      { name: "crm", displayName: "CRM", isRequired: false, fields: ["mail"], message: "The CRM asks." },
      { "": false },
    ),
  ];

  it("sends every input in its own kind, and says what was not accepted", async () => {
    const page = await shown([form, done]);
    const name = page.getByLabel("User Name");
    await focused(page, name);
    expect(await described(name)).toBe(
      "Not accepted: it must not be in use already This musthave at least 8 characters",
    );
    expect(await name.getAttribute("aria-invalid")).toBe("true");
    await name.fill("demo");
    await page.getByLabel("E-mail").fill("demo@example.com");
    await page.getByLabel("Age").fill("42");
    await page.getByLabel("Send me news").check();
    await page.getByLabel("Password").fill("correct horse");
    await page.getByLabel("Question", { exact: true }).selectOption("Write my own question…");
    await page.getByLabel("Your question").fill("My ship?");
    await page.getByLabel("Your answer").fill("Rocinante");
    await page.getByLabel("I accept the terms and conditions").check();
    await page.keyboard.press("Enter");
    expect(await sent()).toEqual({
      ...{ IDToken1: "demo", IDToken1validateOnly: false, IDToken2: "demo@example.com", IDToken2validateOnly: false },
      ...{ IDToken3: 42, IDToken3validateOnly: false, IDToken4: true, IDToken4validateOnly: false },
      ...{ IDToken5: "correct horse", IDToken5validateOnly: false },
      ...{ IDToken6question: "My ship?", IDToken6answer: "Rocinante", IDToken7: true, IDToken8: false },
    });
  });

  it("is not sent until the terms are accepted", async () => {
    const page = await shown([form.slice(6, 7), done]);
    await page.getByRole("button", { name: "Next" }).click();
    await focused(page, page.getByLabel("I accept the terms and conditions"));
    expect(journey?.requests).toHaveLength(1);
  });
});

describe("text, choices and buttons", () => {
  const choices = ["red", "green", "blue"];
  const yesNo = { prompt: "Really?", messageType: 1, options: ["Yes", "No"], optionType: -1, defaultOption: 1 };
  const form = [
    callback("TextInputCallback", 1, { prompt: "Project", defaultText: "Sallyport" }, { "": "" }),
    callback("ChoiceCallback", 2, { prompt: "Colour", choices, defaultChoice: 1 }, { "": 1 }),
    callback("ConfirmationCallback", 3, yesNo, { "": 1 }),
    callback(
      "ConfirmationCallback",
      4,
      { prompt: "", options: ["Exit"], optionType: -1, defaultOption: 0 },
      { "": 100 },
    ),
  ];

  it.each([
    ["No", { IDToken3: 1, IDToken4: 100 }],
    ["Yes", { IDToken3: 0, IDToken4: 100 }],
    ["Exit", { IDToken3: 1, IDToken4: 0 }],
  ])("%s answers its own confirmation, and no other", async (button, answers) => {
    const page = await shown([form, done]);
    await page.getByLabel("blue").check();
    await page.getByRole("button", { name: button }).click();
    expect(await sent()).toEqual({ IDToken1: "Sallyport", IDToken2: 2, ...answers });
  });

  it("offers only the server's own sign-in of the identity providers", async () => {
    const providers = [{ provider: "google" }, { provider: "localAuthentication" }];
    const page = await shown([[callback("SelectIdPCallback", 1, { providers, value: "" }, { "": "" })], done]);
    await page.getByText("This page cannot sign you in with google.").waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    expect(await sent()).toEqual({ IDToken1: "localAuthentication" });
  });

  it.each([
    ["ReCaptchaCallback", {}],
    ["SelectIdPCallback", { providers: [{ provider: "google" }], value: "" }],
  ])("cannot go on with %s, and says so", async (type, output) => {
    const page = await shown([[callback(type, 1, output, { "": "" })]]);
    await page.getByText(type === "SelectIdPCallback" ? "google" : type).waitFor();
    expect(await page.getByRole("button", { name: "Next" }).count()).toBe(0);
    await page.getByRole("button", { name: "Start again" }).click();
    await expect.poll(() => journey?.requests.length).toBe(2);
  });
});

describe("script text", () => {
  it("is never run and never shown", async () => {
    const message = "document.title = 'taken'; fetch('/taken') // </script><img src=x onerror=fetch('/taken')>";
    const page = await shown([[callback("TextOutputCallback", 1, { message, messageType: "4" })]]);
    await page.getByText("The page never runs scripts").waitFor();
    expect(await page.title()).toBe("Sign in");
    expect(await page.getByText("taken").count()).toBe(0);
    expect(current?.requests.filter((url) => url.includes("taken"))).toEqual([]);
  });

  it("with recovery codes is shown as a list that can be copied", async () => {
    const message = 'x.innerHTML = "<h3>Your Recovery Codes</h3>\\n" +\n  "abcDEF1234\\n" +\n  "<em>Laptop</em>";';
    const next = { prompt: "", options: ["Continue"], optionType: -1, defaultOption: 0 };
    const page = await shown([
      [
        callback("TextOutputCallback", 1, { message, messageType: "4" }),
        callback("ConfirmationCallback", 2, next, { "": 0 }),
      ],
      done,
    ]);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("list", { name: "Recovery codes" }).waitFor();
    await page.getByText("Laptop").waitFor();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("abcDEF1234");
    await page.getByRole("button", { name: "Continue" }).click();
    expect(await sent()).toEqual({ IDToken2: 0 });
  });

  it("with a QR code is drawn from the address, with the key for those who cannot scan", async () => {
    const value = "otpauth://totp/Sallyport:demo?secret=JBSWY3DPEHPK3PXP&issuer=Sallyport";
    const page = await shown([
      [
        callback("TextOutputCallback", 1, { message: "QRCodeReader.createCode({})", messageType: "4" }),
        callback("HiddenValueCallback", 2, { value, id: "mfaDeviceRegistration" }, { "": "mfaDeviceRegistration" }),
      ],
      done,
    ]);
    await page.getByRole("img", { name: "QR code" }).waitFor();
    expect(await page.getByRole("link", { name: "Open in an app" }).getAttribute("href")).toBe(value);
    await page.getByText("Enter a key instead").click();
    await page.getByText("JBSW Y3DP EHPK 3PXP").waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    expect(await sent()).toEqual({ IDToken2: "mfaDeviceRegistration" });
  });
});

describe("a passkey", () => {
  const relyingParty = { _type: "WebAuthn", challenge: "AQID", timeout: "5000", _relyingPartyId: "localhost" };
  const registration = {
    ...{ ...relyingParty, _action: "webauthn_registration", userName: "demo", userId: "ZGVtbw", relyingPartyName: "S" },
    ...{
      _pubKeyCredParams: [-7, -257].map((alg) => ({ type: "public-key", alg })),
      _authenticatorSelection: { requireResidentKey: true },
    },
  };
  const authentication = { ...relyingParty, _action: "webauthn_authentication", supportsJsonResponse: true };
  const hidden = (position: number) =>
    callback("HiddenValueCallback", position, { value: "false", id: "webAuthnOutcome" }, { "": "webAuthnOutcome" });
  const recovery = { prompt: "", options: ["Use recovery code"], optionType: -1, defaultOption: 0 };

  /** Without one, Chromium asks for one in a window that takes every click. */
  async function withAuthenticator(page: Visit["page"]) {
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    const options = {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
    } as const;
    await session.send("WebAuthn.addVirtualAuthenticator", {
      options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
    });
  }

  it("is set up under a name, from a script, and signs in by itself, from metadata", async () => {
    const message = `var scriptContext = ${JSON.stringify(registration)}`;
    const page = await shown([
      [callback("TextOutputCallback", 1, { message, messageType: "4" }), hidden(2)],
      [callback("MetadataCallback", 1, { data: authentication }), hidden(2)],
      done,
    ]);
    await withAuthenticator(page);
    await page.getByLabel("Name of this device").fill("Laptop");
    await page.keyboard.press("Enter");
    expect((await sent(1)).IDToken2).toMatch(/^\{"type":"webauthn.create".*\}::(-?\d+,)+-?\d+::[\w-]+::Laptop$/);
    const answer = JSON.parse(String((await sent(2)).IDToken2));
    expect(answer).toEqual({ authenticatorAttachment: "platform", legacyData: expect.any(String) });
    expect(answer.legacyData).toMatch(/^\{"type":"webauthn.get".*\}::(-?\d+,)+-?\d+::(-?\d+,)+-?\d+::[\w-]+::ZGVtbw$/);
  });

  it.each([
    ["Go on without it", { IDToken2: expect.stringMatching(/^ERROR::NotAllowedError:/), IDToken3: 100 }],
    ["Use recovery code", { IDToken2: "webAuthnOutcome", IDToken3: 0 }],
  ])("that is not there leaves the choice: %s", async (button, expected) => {
    const data = { ...authentication, _allowCredentials: [{ type: "public-key", id: [1, 2, 3] }] };
    const page = await shown([
      [callback("NameCallback", 1, { prompt: "User Name" }, { "": "" })],
      [
        callback("MetadataCallback", 1, { data }),
        hidden(2),
        callback("ConfirmationCallback", 3, recovery, { "": 100 }),
      ],
      done,
    ]);
    await withAuthenticator(page);
    await page.getByLabel("User Name").fill("demo");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing came from your authenticator").waitFor();
    await focused(page, page.getByRole("button", { name: "Try again" }));
    await page.getByRole("button", { name: button }).click();
    expect(await sent(2)).toEqual(expected);
  });
});

describe("what goes on by itself", () => {
  it("a polling step is asked again after its time, and can be left", async () => {
    const wait = callback("PollingWaitCallback", 1, { waitTime: "600", message: "Look at your phone" });
    const exit = callback(
      "ConfirmationCallback",
      2,
      { prompt: "", options: ["Cancel"], defaultOption: 0 },
      { "": 100 },
    );
    const page = await shown([[wait, exit]]);
    await page.getByText("Look at your phone").waitFor();
    expect(await sent(1)).toEqual({ IDToken2: 100 });
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(async () => journey?.requests.map(({ body }) => body.callbacks?.[1].input[0].value)).toContain(0);
  });

  it("the device describes itself, with its place only if that is asked for", async () => {
    const profile = callback("DeviceProfileCallback", 1, { metadata: true, location: false, message: "" }, { "": "" });
    await shown([[profile], done]);
    const { identifier, metadata, location } = JSON.parse(String((await sent()).IDToken1));
    expect(identifier).toMatch(/^\d+(-\d+){3}$/);
    expect(metadata.browser.userAgent).toContain("Chrome");
    expect(location).toBeUndefined();
  });

  it("the browser's language is told", async () => {
    await shown([[callback("LanguageCallback", 1, {}, { Language: "", Country: "" })], done]);
    expect(await sent()).toEqual({ IDToken1Language: "en", IDToken1Country: "US" });
  });

  it("a link in a mail resumes the journey, once, and a suspended one only waits", async () => {
    const text = { message: "Look into your mail", messageType: "0" };
    const page = await shown([[callback("SuspendedTextOutputCallback", 1, text)]], "?suspendedId=abc&goto=%2Fapp");
    await page.getByText("Look into your mail").waitFor();
    await page.getByRole("button", { name: "Start again" }).click();
    await expect
      .poll(() => journey?.requests.map(({ query }) => query))
      .toEqual([{ suspendedId: "abc", goto: "/app" }, { goto: "/app" }]);
  });

  it.each(["http://elsewhere.example/", "javascript:document.title='taken'"])(
    "a redirect to %s is not followed",
    async (redirectUrl) => {
      const page = await shown([[callback("RedirectCallback", 1, { redirectUrl, redirectMethod: "GET" })]]);
      await page.getByText("an address that the page does not follow").waitFor();
      expect(await page.title()).toBe("You were not signed in");
    },
  );
});

describe("when the time was up", () => {
  it("the journey begins again with the name that was typed, and without the password and the code", async () => {
    const name = callback("NameCallback", 1, { prompt: "User Name" }, { "": "" });
    const password = callback("PasswordCallback", 2, { prompt: "Password" }, { "": "" });
    const code = callback("NameCallback", 1, { prompt: "Enter verification code" }, { "": "" });
    const timedOut = {
      code: 401,
      reason: "Unauthorized",
      message: "Session has timed out",
      detail: { errorCode: "110" },
    };
    const page = await shown([[name, password], [code], { status: 401, body: timedOut }, [name, password]]);
    await page.getByLabel("User Name").fill("demo");
    await page.getByLabel("Password").fill("secret");
    await page.keyboard.press("Enter");
    await page.getByLabel("Enter verification code").fill("123456");
    await page.keyboard.press("Enter");
    await page.getByText("this sign-in began again").waitFor();
    expect(await page.getByLabel("User Name").inputValue()).toBe("demo");
    expect(await page.getByLabel("Password").inputValue()).toBe("");
    expect(await page.getByRole("contentinfo").textContent()).toContain("stub-4");
    expect(current?.problems.splice(0)).toEqual([expect.stringContaining("status of 401")]);
  });
});

describe("the page", () => {
  it("is under 30 kB, compressed", () => {
    const folder = fileURLToPath(new URL("../../dist/web/login", import.meta.url));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    expect(files.length).toBeGreaterThan(3);
    const sizes = files.map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name))).length);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(30_000);
  });
});

/** The text that a screen reader adds to a field's label. */
async function described(field: Locator): Promise<string> {
  const ids = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
  const texts = await Promise.all(ids.map((id) => field.page().locator(`#${id}`).textContent()));
  return texts.join(" ");
}
