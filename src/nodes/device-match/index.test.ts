import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { profilesFake, runNode, scriptReturning } from "../testing/run-node.ts";
import { deviceMatchNode } from "./index.ts";

const metadata = { platform: { platform: "Linux", version: 6 }, browser: { agents: ["a", "b"] } };
const day = 24 * 60 * 60_000;
const now = Date.parse("2026-01-01T00:00:00Z");

interface Given {
  readonly attributes?: JsonObject;
  readonly now?: JsonObject;
  readonly savedAt?: number;
  readonly identifier?: string;
}

function match({ attributes = {}, identifier = "d", savedAt = now - day, ...given }: Given) {
  return runNode(deviceMatchNode, {
    attributes,
    shared: { username: "demo", "forgeRock.device.profile": { identifier, metadata: given.now ?? metadata } },
    services: profilesFake([{ id: "d", name: "Mine", profile: { metadata }, createdAt: 0, savedAt }]),
  });
}

const newVersion = { ...metadata, platform: { platform: "Linux", version: 7 } };

describe("Device Match", () => {
  it.each<[string, Given, string]>([
    ["the same", {}, "true"],
    ["one value that differs", { now: newVersion }, "false"],
    ["one value that may differ", { now: newVersion, attributes: { acceptableVariance: 1 } }, "true"],
    ["a value more", { now: { ...metadata, screen: 1 } }, "false"],
    ["a part less", { now: { browser: metadata.browser }, attributes: { acceptableVariance: 1 } }, "false"],
    ["no metadata", { now: {} }, "false"],
    ["another device", { identifier: "e" }, "unknownDevice"],
    ["a profile of thirty days ago", { savedAt: now - 30 * day }, "unknownDevice"],
    ["a profile that may be older", { savedAt: now - 30 * day, attributes: { expiration: 31 } }, "true"],
    [
      "any profile, when none may be older than 0 days",
      { savedAt: now, attributes: { expiration: 0 } },
      "unknownDevice",
    ],
  ])("for %s", async (_title, given, outcome) => {
    expect((await match(given)).outcome).toBe(outcome);
  });

  it.each([
    {},
    { username: "demo" },
    { "forgeRock.device.profile": { identifier: "d" } },
    { username: "demo", "forgeRock.device.profile": "d" },
    { username: ["demo"], "forgeRock.device.profile": { identifier: "d" } },
  ])("knows no device with the state %j", async (shared) => {
    expect((await runNode(deviceMatchNode, { shared })).outcome).toBe("unknownDevice");
  });

  it("lets a script choose", async () => {
    const attributes = { useScript: true, script: "s" };
    const run = { attributes, services: scriptReturning({ outcome: "unknownDevice" }) };
    expect((await runNode(deviceMatchNode, run)).outcome).toBe("unknownDevice");
    await expect(runNode(deviceMatchNode, { attributes })).rejects.toMatchObject({ code: "nodes.script-missing" });
    const other = runNode(deviceMatchNode, { attributes, services: scriptReturning({ outcome: "other" }) });
    await expect(other).rejects.toMatchObject({ code: "nodes.script-outcome" });
  });
});
