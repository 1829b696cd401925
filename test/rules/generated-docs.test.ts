import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { realmSettingsSchema } from "../../src/am/index.ts";
import { deploymentSchema } from "../../src/app/deployment/schema.ts";
import { fleetSchema } from "../../src/emulator/index.ts";
import { reasonTexts } from "../../src/microsoft/index.ts";
import { nodeCatalogue } from "../../src/nodes/index.ts";
import { seedFileSchema } from "../../src/users/index.ts";
import { code, table, withGeneratedParts } from "./generate/document.ts";
import { nodePages, nodeSettings } from "./generate/nodes.ts";
import { ruleTable, testsByRule } from "./generate/rules.ts";
import { settingsOf, settingsTable } from "./generate/settings.ts";
import { readText, root } from "./project.ts";

/**
 * Parts of the documentation are generated from the code. A stale document fails here; `npm run docs` writes it anew.
 */

/** Listing the 56 members of Graph's managedDevice would hide everything else. */
const devices = "tenants[].devices";

const files: Readonly<Record<string, { schema: z.ZodType; stopAt: readonly string[] }>> = {
  "sallyport.json": { schema: deploymentSchema, stopAt: [] },
  "realm.json": { schema: realmSettingsSchema, stopAt: [] },
  "users.json": { schema: seedFileSchema, stopAt: [] },
  "fleet.json": { schema: fleetSchema, stopAt: [devices] },
};

describe("a document with generated parts is what the code generates now:", () => {
  it("docs/deployment.md, the tables of settings", async () => {
    const tables = Object.entries(files).map(([name, { schema, stopAt }]) => [name, settingsTable(schema, stopAt)]);
    const file = "docs/deployment.md";
    const fresh = withGeneratedParts(readText(file), Object.fromEntries(tables));
    await expect(fresh).toMatchFileSnapshot(join(root, file));
  });

  it("SECURITY.md, the tests of each rule", async () => {
    const file = "SECURITY.md";
    const fresh = withGeneratedParts(readText(file), { "rule-tests": ruleTable() });
    await expect(fresh).toMatchFileSnapshot(join(root, file));
  });

  it("docs/intune.md, the reason codes", async () => {
    const file = "docs/intune.md";
    const rows = Object.entries(reasonTexts).map(([reason, { text, next }]) => [code(reason), text, next]);
    const fresh = withGeneratedParts(readText(file), {
      "reason-codes": table(["Reason", "Meaning", "What to do"], rows),
    });
    await expect(fresh).toMatchFileSnapshot(join(root, file));
  });

  it("docs/nodes.md, one section a node type", async () => {
    const file = "docs/nodes.md";
    const fresh = withGeneratedParts(readText(file), { nodes: nodePages() });
    await expect(fresh).toMatchFileSnapshot(join(root, file));
  });
});

describe("rule N of the design has tests that are named after it:", () => {
  it.each([1, 2, 3, 4, 5, 6, 7])("rule %i", (rule) => {
    expect(testsByRule().get(rule) ?? []).not.toEqual([]);
  });
});

describe("every setting has a description:", () => {
  it.each(Object.entries(files))("%s", (_name, { schema, stopAt }) => {
    const settings = settingsOf(schema, stopAt);
    expect(settings.length).toBeGreaterThan(0);
    expect(settings.filter(({ description }) => description === "").map(({ key }) => key)).toEqual([]);
  });

  it.each(nodeCatalogue.types())("node type %s", (type) => {
    expect(nodeSettings(type).filter(({ title, description }) => title === "" || description === "")).toEqual([]);
  });
});
