import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { client, logIn } from "./harness/client.ts";
import { demo, deviceFor, identityOf, traceOf } from "./harness/demo.ts";

/** The page's example, over HTTP, through every real layer: certificate, gateway, journey, emulator, session. */

const spare = new Map(demo.devices.map((device, index) => [device.outcome, demo.users[index] ?? demo.user]));

describe("a login through the gateway with the certificate of", () => {
  it.each(demo.devices.map((device) => [device.name, device.outcome, device.authLevel] as const))(
    "the device %s leaves the Intune node by %s and reaches level %s",
    async (_name, outcome, authLevel) => {
      const gateway = client({ identity: identityOf(deviceFor(outcome)) });
      const answer = await logIn(gateway, spare.get(outcome) ?? demo.user);
      const transactionId = String(answer.headers["x-forgerock-transactionid"]);
      const [intune] = await traceOf(transactionId, (events) => events.length > 0);
      expect(intune).toMatchObject({ nodeType: "IntuneNode", outcome });
      if (authLevel === null) {
        expect(answer).toMatchObject({ status: 401, body: { code: 401, message: "Login failure" } });
        expect(answer.body).not.toHaveProperty("tokenId");
      } else {
        const info = await gateway.sessionInfo(answer.body.tokenId);
        expect(info.body.properties).toMatchObject({ AuthLevel: String(authLevel) });
      }
      await gateway.close();
    },
  );
});

describe("shared state after the page's sample device (facts/microsoft.md 1.6)", () => {
  it("holds, of the 56 members, exactly the 37 that are neither null (10) nor empty (9), as text", async () => {
    const gateway = client({ identity: identityOf(deviceFor("COMPLIANT")) });
    const step = await gateway.start();
    const transactionId = String(step.headers["x-forgerock-transactionid"]);
    const [intune] = await traceOf(transactionId, (events) => events.length > 0);
    const written = Object.fromEntries((intune?.changes ?? []).map(({ key, value }) => [key, value]));
    expect(Object.keys(written)).toHaveLength(37);
    expect(written).toEqual(expectedState());
    await gateway.close();
  });
});

/** The page's sample answer, turned into shared state by the table of facts 1.6, written out here once more. */
function expectedState(): Record<string, string> {
  const sample: Record<string, unknown> = JSON.parse(
    readFileSync(new URL("fixtures/sample-device.json", import.meta.url), "utf8"),
  );
  const texts = Object.entries(sample).flatMap(([name, value]) => {
    if (value === null || value === "") return [];
    return [[`INTUNE_${name}`, typeof value === "string" ? value : JSON.stringify(value)]];
  });
  return Object.fromEntries(texts);
}
