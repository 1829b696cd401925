import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { runNode, usersFake } from "../testing/run-node.ts";
import { deviceSaveNode } from "./index.ts";

const platform = { platform: "Android", deviceName: "Pixel" };
const collected = { identifier: "d", metadata: { platform }, location: { latitude: 1, longitude: 2 } };
const user = { username: "demo", universalId: "id=demo" };

async function save(attributes: JsonObject = {}, shared: JsonObject = {}, by: typeof user | null = user) {
  const saved: unknown[] = [];
  const { outcome } = await runNode(deviceSaveNode, {
    attributes,
    shared: { "forgeRock.device.profile": collected, ...shared },
    ...(by === null ? {} : { user: by }),
    services: {
      users: usersFake({
        deviceProfiles: (realm, username) => ({
          list: () => [],
          remove: () => false,
          save: (profile, most) => {
            saved.push({ realm, username, most, ...profile });
          },
        }),
      }),
    },
  });
  expect(outcome).toBe("outcome");
  return saved;
}

describe("Device Profile Save", () => {
  it("saves the profile with the identified user", async () => {
    expect(await save()).toEqual([
      { realm: "/alpha", username: "demo", most: 5, id: "d", name: "Pixel", profile: collected },
    ]);
  });

  it("saves only what it is to save", async () => {
    const attributes = { saveDeviceMetadata: false, saveDeviceLocation: false, maxSavedProfiles: 100 };
    expect(await save(attributes)).toMatchObject([{ profile: { identifier: "d" }, most: 32 }]);
  });

  it.each([
    ["My phone", "My phone"],
    ["  two\nlines ", "two lines"],
    ["", "Pixel"],
    [7, "Pixel"],
    ["x".repeat(1000), "x".repeat(100)],
  ])("calls the device by the name in state: %j", async (chosen, name) => {
    expect(await save({ variableName: "deviceName" }, { deviceName: chosen })).toMatchObject([{ name }]);
  });

  it("saves nothing for somebody who only gave a name, and none when none are to be kept", async () => {
    expect(await save({}, { username: "victim" }, null)).toEqual([]);
    expect(await save({ maxSavedProfiles: 0 })).toEqual([]);
  });

  it("fails without a profile", async () => {
    const run = runNode(deviceSaveNode, { user });
    await expect(run).rejects.toMatchObject({ code: "nodes.device-profile-invalid" });
  });
});
