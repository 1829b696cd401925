import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { journeyFileSchema, loadJourneys } from "../../journey/index.ts";
import { nodeCatalogue } from "../catalogue/index.ts";
import { complianceFake, runNode } from "../testing/run-node.ts";
import { intuneNode } from "./index.ts";

/** A journey as frodo exports it from PingAM with the original node: secrets are null, keys stand in alphabetical order. */
const exported = JSON.parse(readFileSync(new URL("../testing/pingam-intune.journey.json", import.meta.url), "utf8"));
const [journey] = journeyFileSchema.parse(exported);
if (journey === undefined) throw new Error("the fixture holds no journey");

const nodeId = journey.tree.entryNodeId;
const loaded = loadJourneys([{ file: "pingam.journey.json", journey }], nodeCatalogue).find("DeviceCheck");
const attributes: JsonObject = loaded?.nodes.get(nodeId)?.attributes ?? {};
const headers = { "x-intune": ["CN=WINDEV2404EVAL-zzz"] };

describe("a journey exported from PingAM with the original node", () => {
  it("loads with its attributes as they were: nothing of ours is added, nothing reordered", () => {
    const own = Object.entries(exported.trees.DeviceCheck.nodes[nodeId]).filter(([key]) => !key.startsWith("_"));
    expect(JSON.stringify(attributes)).toBe(JSON.stringify(Object.fromEntries(own)));
  });

  it("ends in ERROR not-configured as long as the secrets that the export lacks are not set", async () => {
    const { action, state } = await runNode(intuneNode, { attributes, headers });
    expect(action).toMatchObject({ outcome: "ERROR", reason: "not-configured" });
    expect(state.get("[Microsoft Intune][Marketplace] StackTracke")).toContain("userPassword is missing");
  });

  it("uses the password grant, as the original does, once they are", async () => {
    const compliance = complianceFake({
      verdict: () => ({
        outcome: "device",
        deviceId: "WINDEV2404EVAL-zzz",
        complianceState: "compliant",
        device: { id: "WINDEV2404EVAL-zzz", isEncrypted: false },
        source: "live",
        checkedAt: 0,
        lastSync: null,
        reason: null,
      }),
      apps: () => ["A", "B"],
    });
    let kind = "";
    const verdict: typeof compliance.verdict = (connection, ...rest) => {
      kind = connection.credential.kind;
      return compliance.verdict(connection, ...rest);
    };
    const { outcome, state } = await runNode(intuneNode, {
      attributes: { ...attributes, appRegistrationClientSecret: "s", userPassword: "p" },
      headers,
      services: { compliance: { ...compliance, verdict } },
    });
    expect([outcome, kind]).toEqual(["COMPLIANT", "password"]);
    expect(state.snapshot("shared")).toEqual({
      INTUNE_id: "WINDEV2404EVAL-zzz",
      INTUNE_isEncrypted: "false",
      INTUNE_INSTALLED_APPS: "[A, B]",
    });
  });
});
