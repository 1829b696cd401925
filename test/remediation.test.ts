import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { TraceEvent } from "../src/journey/index.ts";
import { type Answer, client, codesOf } from "./harness/client.ts";
import { type Device, demo, deviceFor, identityOf, traceOf } from "./harness/demo.ts";
import { emulatorControl } from "./harness/emulator.ts";
import { idOf } from "./harness/intune-event.ts";

/** The example's journey `remediation`, over HTTP: the device is corrected while its owner waits, and the login goes on. */

const emulator = emulatorControl();
const refused = deviceFor("NONCOMPLIANT");
const inGrace = deviceFor("INGRACEPERIOD");
/** Of its own for a test that needs one that nobody has had checked lately. */
const unchecked = deviceFor("CONFLICT");
const states = new Map([
  [refused, "noncompliant"],
  [inGrace, "inGracePeriod"],
  [unchecked, "conflict"],
]);
const [early = demo.user, late = demo.user] = demo.users.slice(12);

afterEach(async () => {
  for (const [device, complianceState] of states) await emulator.change(idOf(device), { complianceState });
});
afterAll(() => emulator.close());

/** The buttons of the two pages, in order. */
const checkAgain = 0;
const goOn = 1;
const cancel = 1;

function ownerOf(device: Device): ReturnType<typeof client> {
  return client({ identity: identityOf(device) });
}

function textsOf({ body }: Answer): string[] {
  const callbacks: { type: string; output: { name: string; value: string }[] }[] = body.callbacks;
  return callbacks
    .filter(({ type }) => type === "TextOutputCallback")
    .map(({ output }) => output.find(({ name }) => name === "message")?.value ?? "");
}

function buttonsOf({ body }: Answer): string[] {
  const callbacks: { type: string; output: { name: string; value: string[] }[] }[] = body.callbacks;
  const { output = [] } = callbacks.find(({ type }) => type === "ConfirmationCallback") ?? {};
  return output.find(({ name }) => name === "options")?.value ?? [];
}

/** How the login left its nodes, up to the one named. */
async function outcomesUntil({ headers }: Answer, name: string): Promise<string[]> {
  const isThere = (seen: readonly TraceEvent[]): boolean =>
    seen.some(({ displayName, outcome }) => displayName === name && outcome !== null);
  const events = await traceOf(String(headers["x-forgerock-transactionid"]), isThere);
  const left = events.filter(({ outcome }) => outcome !== null);
  const last = left.findIndex(({ displayName }) => displayName === name);
  return left.slice(0, last + 1).map(({ displayName, outcome }) => `${displayName}: ${outcome}`);
}

describe("a device that is not compliant", () => {
  it("shows its owner what to correct; corrected, checked again, it logs in at the level of a compliant one", async () => {
    const owner = ownerOf(refused);
    const page = await owner.start("remediation");
    expect(textsOf(page)[0]).toBe("This device does not meet the requirements of your organisation.");
    expect(textsOf(page).at(-1)).toContain("https://portal.manage.microsoft.com");
    expect(buttonsOf(page)).toEqual(["Check again", "Cancel"]);

    await emulator.change(idOf(refused), { complianceState: "compliant" });
    const factors = await owner.next(page, [checkAgain]);
    expect(factors.body.callbacks.map(({ type }: { type: string }) => type)).toContain("PasswordCallback");
    const code = await owner.next(factors, [early.name, early.password]);
    const done = await owner.next(code, [await codesOf(early)(), 0]);
    const { body } = await owner.sessionInfo(done.body.tokenId);
    expect(body.properties).toMatchObject({ AuthLevel: "3" });
    expect(await outcomesUntil(page, "Correct it now")).toEqual([
      "Microsoft Intune: NONCOMPLIANT",
      "Correct it now: compliant",
    ]);
    await owner.close();
  });

  it("that was not corrected is asked to wait, and offers no way on", async () => {
    await emulator.change(idOf(unchecked), { complianceState: "noncompliant" });
    const owner = ownerOf(unchecked);
    const page = await owner.start("remediation");
    const checked = await owner.next(page, [checkAgain]);
    expect(textsOf(checked)[0]).toBe("The device was checked again; this is how it stands now.");
    const again = await owner.next(checked, [checkAgain]);
    expect(textsOf(again)[0]).toMatch(/^This device was checked a moment ago\. Wait \d+ seconds\.$/);
    const end = await owner.next(again, [cancel]);
    expect(end).toMatchObject({ status: 401, body: { message: "Login failure" } });
    expect(await outcomesUntil(page, "Correct it now")).toContain("Correct it now: cancel");
    await owner.close();
  });
});

describe("a device in its grace period", () => {
  it("lets its owner go on as it is, at the lower level", async () => {
    const owner = ownerOf(inGrace);
    const page = await owner.start("remediation");
    expect(textsOf(page)[0]).toContain("You may go on");
    expect(buttonsOf(page)).toEqual(["Check again", "Continue"]);
    const factors = await owner.next(page, [goOn]);
    const code = await owner.next(factors, [late.name, late.password]);
    const done = await owner.next(code, [await codesOf(late)(), 0]);
    const { body } = await owner.sessionInfo(done.body.tokenId);
    expect(body.properties).toMatchObject({ AuthLevel: "2" });
    await owner.close();
  });
});
