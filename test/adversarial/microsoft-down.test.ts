import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import type { Faults } from "../../src/emulator/index.ts";
import { type Client, client } from "../harness/client.ts";
import { deviceFor, identityOf } from "../harness/demo.ts";
import { type EmulatorControl, emulatorControl } from "../harness/emulator.ts";
import { idOf, intuneEventOf } from "../harness/intune-event.ts";
import { eventually, killPart, partsOf } from "../harness/sallyport.ts";

/** Microsoft fails in every way it knows, and some more. No device may be the better for it. */

const device = deviceFor("COMPLIANT");
const id = idOf(device);

let emulator: EmulatorControl;
let on: Client;
let before: Record<string, unknown>;
beforeAll(async () => {
  emulator = emulatorControl();
  on = client({ identity: identityOf(device) });
  before = await emulator.device(id);
});
afterEach(async () => {
  await emulator.heal();
  await emulator.change(id, { complianceState: before.complianceState });
});
afterAll(() => Promise.all([emulator.close(), on.close()]));

const html = "<!DOCTYPE html><html><body>compliant</body></html>";
const record = (members: object) => ({ status: 200, body: { "@odata.context": "…", id, ...members } }) as const;
const graph = (fault: NonNullable<Faults["graph"]>): Faults => ({ graph: fault });
/** Graph refuses the token once, so that the server has to ask Entra for another one. */
const entra = (fault: NonNullable<Faults["entra"]>): Faults => ({ graph: { status: 401, times: 1 }, entra: fault });

/**
 * Milliseconds. Graph is asked again after a pause when it refuses a token; all calls of a login have ten seconds, to
 * which a busy machine adds.
 */
const promptly = 9_000;
const longestWait = 20_000;

/** What Microsoft does, and the reason in the trace. */
const failures: readonly [string, Faults, string][] = [
  ["Graph refuses every token (401)", graph({ status: 401 }), "token-rejected"],
  ["Graph denies the permission (403)", graph({ status: 403 }), "permission-missing"],
  ["Graph does not know the device (404)", graph({ status: 404 }), "device-not-found"],
  ["Graph throttles (429)", graph({ status: 429 }), "throttled"],
  ["Graph is broken (500)", graph({ status: 500 }), "graph-unavailable"],
  ["Graph is down (503, a page)", graph({ status: 503 }), "graph-unavailable"],
  [
    "Graph is down, and says the device is compliant",
    graph({ ...compliantRecord(), status: 503 }),
    "graph-unavailable",
  ],
  [
    "a proxy answers for Graph (200, a page)",
    graph({ status: 200, body: html, contentType: "text/html" }),
    "bad-response",
  ],
  ["Graph's answer is empty", graph({ status: 200, body: "" }), "bad-response"],
  ["Graph's answer breaks off", graph(brokenOff()), "bad-response"],
  ["Graph redirects", graph({ ...compliantRecord(), status: 302 }), "bad-response"],
  ["Graph's answer is partial (206)", graph({ ...compliantRecord(), status: 206 }), "bad-response"],
  [
    "Graph sends another device's record",
    graph(record({ id: idOf(deviceFor("NONCOMPLIANT")), complianceState: "compliant" })),
    "bad-response",
  ],
  [
    "Graph sends a list",
    graph({ status: 200, body: { value: [{ id, complianceState: "compliant" }] } }),
    "bad-response",
  ],
  ["the record has no state", graph(record({})), "bad-response"],
  ["the state is null", graph(record({ complianceState: null })), "bad-response"],
  ["the state is no text", graph(record({ complianceState: ["compliant"] })), "bad-response"],
  ["Graph closes the connection", graph({ reset: true }), "graph-unavailable"],
  ["Entra is down (503)", entra({ status: 503 }), "entra-unavailable"],
  [
    "a proxy answers for Entra (200, a page)",
    entra({ status: 200, body: html, contentType: "text/html" }),
    "entra-unavailable",
  ],
  ["Entra closes the connection", entra({ reset: true }), "entra-unavailable"],
];

/** A login ends refused, the public answer does not say why, and the trace does. Returns how long it took. */
async function refusedLogin(reason: string): Promise<number> {
  const began = performance.now();
  const answer = await on.start();
  const took = performance.now() - began;
  expect(answer).toMatchObject({ status: 401, body: { code: 401, message: "Login failure" } });
  expect(answer.body).not.toHaveProperty("tokenId");
  expect(answer.body).not.toHaveProperty("callbacks");
  expect(JSON.stringify(answer.body)).not.toContain(reason);
  expect(await intuneEventOf(answer)).toMatchObject({ outcome: "ERROR", reason });
  return took;
}

async function expectCompliant(): Promise<void> {
  const answer = await on.start();
  expect(answer.status).toBe(200);
  expect(await intuneEventOf(answer)).toMatchObject({ outcome: "COMPLIANT" });
}

describe("rule 2, no fail-open: a compliant device's login is refused when", () => {
  it.each(failures)("%s, and goes on as soon as that is over", async (_what, faults, reason) => {
    await emulator.fail(faults);
    expect(await refusedLogin(reason)).toBeLessThan(promptly);
    await emulator.heal();
    await expectCompliant();
  });
});

describe("rule 2, no fail-open: a compliant device's login is refused, and Microsoft left in peace for a while, when", () => {
  it.each<[string, Faults, string]>([
    ["Graph throttles for an hour", graph({ status: 429, retryAfter: 3600 }), "throttled"],
    ["Entra rejects the application (401)", entra({ status: 401 }), "client-secret-invalid"],
  ])("%s", async (_what, faults, reason) => {
    await emulator.fail(faults);
    expect(await refusedLogin(reason)).toBeLessThan(promptly);
    await emulator.heal();
    const asked = (await emulator.requests()).length;
    await refusedLogin(reason);
    expect(await emulator.requests()).toHaveLength(asked);
    await restartServer();
    await expectCompliant();
  });
});

/** A new process knows of no wait. */
async function restartServer(): Promise<void> {
  const server = killPart(inject("demoPid"), "server");
  await eventually("a server that answers", async () => {
    const now = partsOf(inject("demoPid")).server;
    return now !== undefined && now !== server && (await on.start()).status !== 502;
  });
}

describe("rule 6, every wait has a bound: a login is refused in time when", () => {
  it.each<[string, Faults, string]>([
    ["Graph never answers", graph({ hang: true }), "graph-unavailable"],
    ["Entra never answers", entra({ hang: true }), "entra-unavailable"],
  ])("%s, and others that wait with it end with it", async (_what, faults, reason) => {
    await emulator.fail(faults);
    const times = await Promise.all(Array.from({ length: 3 }, () => refusedLogin(reason)));
    for (const took of times) expect(took).toBeLessThan(longestWait);
    await emulator.heal();
    await expectCompliant();
  });
});

describe("rule 2, no fail-open: a state that is not spelt exactly so is not COMPLIANT:", () => {
  it.each([["Compliant"], ["COMPLIANT"], [" compliant"], ["compliant\u0000"], ["notcompliant"], [""]])(
    "%j leads to UNKNOWN",
    async (complianceState) => {
      await emulator.fail(graph(record({ complianceState })));
      expect(await intuneEventOf(await on.start())).toMatchObject({ outcome: "UNKNOWN" });
    },
  );
});

describe("what Intune says now counts at the next login:", () => {
  it("a device that loses its compliance, and regains it, is seen so each time", async () => {
    for (const [complianceState, outcome] of [
      ["compliant", "COMPLIANT"],
      ["noncompliant", "NONCOMPLIANT"],
      ["compliant", "COMPLIANT"],
      ["error", "ERROR"],
    ] as const) {
      await emulator.change(id, { complianceState });
      expect(await intuneEventOf(await on.start())).toMatchObject({ outcome });
    }
  });
});

function compliantRecord() {
  return record({ complianceState: "compliant" });
}

function brokenOff() {
  const whole = JSON.stringify(compliantRecord().body);
  return { status: 200, body: whole.slice(0, -1), contentType: "application/json" } as const;
}
