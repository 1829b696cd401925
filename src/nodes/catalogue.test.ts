import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { nodeCatalogue } from "./catalogue.ts";
import { intuneNode } from "./intune/index.ts";

/** Every node folder has the same files; every setting has a title and a description; every outcome has a test. */

const here = new URL("./", import.meta.url);
const folders = readdirSync(here, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && entry.name !== "testing",
);
const read = (folder: string, file: string): string => readFileSync(new URL(`${folder}/${file}`, here), "utf8");

const typeOf = (folder: string): string => /type: "([^"]+)"/.exec(read(folder, "index.ts"))?.[1] ?? "";

/** Attributes with which a node shows every outcome that it can have; nodes that need none are left out. */
const everyOutcome: Record<string, JsonObject> = {
  InnerTreeEvaluatorNode: { tree: "t", displayErrorOutcome: true },
  IntuneRemediationNode: { offerContinue: true, offerCancel: true },
  ModifyAuthLevelNode: { authLevelIncrement: 1 },
  OathTokenVerifierNode: { isRecoveryCodeAllowed: true },
  ScriptedDecisionNode: { script: "s", outcomes: ["outcome"] },
};

const settingsSchema = z.object({
  properties: z
    .record(z.string(), z.looseObject({ title: z.string().optional(), description: z.string().optional() }))
    .default({}),
});

describe.each(folders.map(({ name }) => name))("node folder %s", (folder) => {
  it("has definition, README and test", () => {
    const files = ["index.ts", "README.md", "index.test.ts"];
    expect(files.filter((file) => !existsSync(new URL(`${folder}/${file}`, here)))).toEqual([]);
  });

  it("is in the catalogue", () => {
    expect(nodeCatalogue.types()).toContain(typeOf(folder));
  });

  it("has a title and a description for every setting", () => {
    const schema = z.toJSONSchema(nodeCatalogue.find(typeOf(folder))?.config ?? z.never(), {
      io: "input",
      unrepresentable: "any",
    });
    const { properties } = settingsSchema.parse(schema);
    const bare = Object.entries(properties).filter(([, setting]) => !setting.title || !setting.description);
    expect(bare.map(([name]) => name)).toEqual([]);
  });

  it("names every outcome in its test and in its README", () => {
    const attributes = everyOutcome[typeOf(folder)] ?? {};
    const outcomes = Object.keys(nodeCatalogue.find(typeOf(folder))?.bind(attributes).outcomes ?? {});
    const texts = [read(folder, "index.test.ts"), read(folder, "README.md")];
    expect(outcomes.filter((id) => !texts.every((text) => text.includes(id)))).toEqual([]);
  });
});

it("the Intune node has the eight documented outcomes, and the nine documented properties before ours, in order", () => {
  const bound = intuneNode.bind({});
  expect(Object.entries(bound.outcomes)).toEqual([
    ["COMPLIANT", "Compliant"],
    ["NONCOMPLIANT", "Not Compliant"],
    ["INGRACEPERIOD", "In Grace Period"],
    ["CONFIGMANAGER", "Config Manager"],
    ["CONFLICT", "Conflict"],
    ["NOID", "No Id"],
    ["UNKNOWN", "Status Unknown"],
    ["ERROR", "Error"],
  ]);
  const schema = settingsSchema.parse(z.toJSONSchema(intuneNode.config, { io: "input", unrepresentable: "any" }));
  expect(Object.keys(schema.properties).slice(0, 9)).toEqual([
    "inTuneHeader",
    "inTuneSS",
    "azureTenantId",
    "appRegistrationClientId",
    "appRegistrationClientSecret",
    "userName",
    "userPassword",
    "passDeviceInfoSession",
    "extractApps",
  ]);
});
