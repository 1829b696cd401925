import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SallyportError } from "../../core/errors.ts";
import { runNode } from "../testing/run-node.ts";
import { deviceProfileCollectorNode } from "./index.ts";
import { kilometresBetween } from "./profile.ts";

const profile = {
  identifier: "device-1",
  metadata: { platform: { platform: "Linux" } },
  location: { latitude: 52.5, longitude: 13.4 },
};

function answered(answer: unknown, attributes = {}) {
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  return runNode(deviceProfileCollectorNode, { attributes, answers: [text] });
}

describe("Device Profile Collector", () => {
  it("asks the client, with the message in the person's language", async () => {
    const attributes = { deviceLocation: true, message: { en: "One moment", de: "Moment" } };
    const { action } = await runNode(deviceProfileCollectorNode, { attributes, locales: ["de"] });
    expect(action).toMatchObject({
      callbacks: [
        {
          type: "DeviceProfileCallback",
          output: [
            { name: "metadata", value: true },
            { name: "location", value: true },
            { name: "message", value: "Moment" },
          ],
        },
      ],
    });
  });

  it.each([
    [{ deviceLocation: true }, profile],
    [{}, { identifier: "device-1", metadata: profile.metadata }],
    [{ deviceMetadata: false }, { identifier: "device-1" }],
  ])("with %j leaves by outcome with what was asked for, and nothing else", async (attributes, kept) => {
    const { outcome, state } = await answered({ ...profile, more: "x" }, attributes);
    expect([outcome, state.get("forgeRock.device.profile")]).toEqual(["outcome", kept]);
  });

  it("leaves a location out that is none", async () => {
    const { state } = await answered(
      { ...profile, location: { latitude: 91, longitude: 0 } },
      { deviceLocation: true },
    );
    expect(state.get("forgeRock.device.profile")).not.toHaveProperty("location");
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a list", []],
    ["null", "null"],
    ["no identifier", { metadata: {} }],
    ["an identifier of two lines", { identifier: "a\nb" }],
    ["a long identifier", { identifier: "a".repeat(129) }],
    ["metadata that is no object", { identifier: "a", metadata: [] }],
    ["bottomless metadata", `{"identifier":"a","metadata":${'{"a":'.repeat(500)}1${"}".repeat(500)}}`],
    ["more than the size", { identifier: "a", metadata: { a: "ä".repeat(1600) } }],
  ])("fails for %s", async (_what, answer) => {
    await expect(answered(answer)).rejects.toMatchObject({ code: "nodes.device-profile-invalid" });
  });

  it("any answer is a profile, or refused with an error of its own", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        await answered(text).catch((error: unknown) => expect(error).toBeInstanceOf(SallyportError));
      }),
      { numRuns: 50 },
    );
  });

  it.each(["", "x", "-1", "17", "NaN"])("refuses the size %j", (maximumSize) => {
    expect(() => deviceProfileCollectorNode.bind({ maximumSize })).toThrow();
  });
});

it.each([
  [{ latitude: 52.52, longitude: 13.405 }, { latitude: 48.1374, longitude: 11.5755 }, 504],
  [{ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 }, 22],
  [{ latitude: 90, longitude: 0 }, { latitude: -90, longitude: 0 }, 20015],
  [{ latitude: 1, longitude: 1 }, { latitude: 1, longitude: 1 }, 0],
])("from %j to %j it is %i km", (from, to, kilometres) => {
  expect(Math.round(kilometresBetween(from, to))).toBe(kilometres);
});
