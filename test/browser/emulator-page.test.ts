import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { demo, deviceFor, identityOf, secretOf } from "../harness/demo.ts";
import { type EmulatorControl, emulatorControl } from "../harness/emulator.ts";
import { idOf, intuneEventFor } from "../harness/intune-event.ts";
import { type DeviceBrowser, launchChromium } from "./chromium.ts";
import { focused, takePicture, type Visit, visit } from "./visit.ts";

/** The emulator's page in a real browser: what a person changes there is what Intune says at the next login. */

const device = deviceFor("NONCOMPLIANT");
const address = `${demo.emulator}/_emulator/`;
const token = secretOf("emulator.control.token");

let chromium: DeviceBrowser;
let control: EmulatorControl;
let current: Visit | undefined;

beforeAll(async () => {
  control = emulatorControl();
  chromium = await launchChromium();
});
beforeEach(() => control.change(idOf(device), { complianceState: "noncompliant" }));
afterEach(async () => {
  const { problems = [] } = current ?? {};
  await current?.close();
  current = undefined;
  expect(problems).toEqual([]);
});
afterAll(async () => {
  await control.change(idOf(device), { complianceState: "noncompliant" });
  await control.close();
  await chromium.close();
});

async function open(url: string): Promise<Visit> {
  current = await visit(chromium, url);
  return current;
}

const answerOfTheJourney = async () => (await intuneEventFor({ identity: identityOf(device) })).outcome;

it("shows the devices, and the state that a person chooses there is the journey's next answer", async () => {
  const { page } = await open(`${address}#token=${token}`);
  await page.getByText(/^\d+ devices$/).waitFor();
  expect(page.url()).toBe(address);
  await takePicture(page, "emulator-page");
  expect(await answerOfTheJourney()).toBe("NONCOMPLIANT");

  await page.keyboard.press("/");
  await focused(page, page.getByLabel("Search"));
  await page.keyboard.type(idOf(device));
  await page.getByText("1 device", { exact: true }).waitFor();
  const state = page.getByRole("row").nth(1).getByRole("combobox");
  expect(await state.inputValue()).toBe("noncompliant");
  const saved = page.waitForResponse((response) => response.request().method() === "PATCH");
  await state.selectOption("compliant");
  expect((await saved).status()).toBe(200);
  await page.locator("tr.changed").waitFor();
  await takePicture(page, "emulator-page-changed");

  expect(await answerOfTheJourney()).toBe("COMPLIANT");
  expect(await control.device(idOf(device))).toMatchObject({ complianceState: "compliant" });
});

it("undoes every change at a press", async () => {
  await control.change(idOf(device), { complianceState: "compliant" });
  const { page } = await open(`${address}#token=${token}`);
  await page.getByRole("button", { name: "Undo all changes" }).click();
  await expect.poll(answerOfTheJourney).toBe("NONCOMPLIANT");
});

it("asks for the control token, and says when it is wrong", async () => {
  const { page, problems } = await open(address);
  await focused(page, page.getByLabel("Control token"));
  await page.keyboard.type("not the token");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("control token").waitFor();
  expect(problems.splice(0)).toEqual([expect.stringContaining("401")]);
  await page.getByLabel("Control token").fill(token);
  await page.keyboard.press("Enter");
  await page.getByText(/^\d+ devices$/).waitFor();
});
