import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { intuneNode } from "../intune/index.ts";
import { everyOutcome } from "../testing/every-outcome.ts";
import { nodeCatalogue } from "./index.ts";

/** Every node folder has the same files; every setting has a title and a description; every outcome has a test. */

const nodes = new URL("../", import.meta.url);
/** Folders beside the nodes that hold none. */
const others = ["catalogue", "identity", "mail", "oath", "testing", "webauthn"];
const folders = readdirSync(nodes, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && !others.includes(entry.name),
);
const read = (folder: string, file: string): string => readFileSync(new URL(`${folder}/${file}`, nodes), "utf8");

const typeOf = (folder: string): string => /type: "([^"]+)"/.exec(read(folder, "index.ts"))?.[1] ?? "";

const settingsSchema = z.object({
  properties: z
    .record(
      z.string(),
      z.looseObject({
        title: z.string().optional(),
        description: z.string().optional(),
        writeOnly: z.boolean().optional(),
        type: z.unknown().optional(),
      }),
    )
    .default({}),
});

describe.each(folders.map(({ name }) => name))("node folder %s", (folder) => {
  it("has definition, README and test", () => {
    const files = ["index.ts", "README.md", "index.test.ts"];
    expect(files.filter((file) => !existsSync(new URL(`${folder}/${file}`, nodes)))).toEqual([]);
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

  it("names every outcome in its README, and expects each in its test", () => {
    const attributes = everyOutcome[typeOf(folder)] ?? {};
    const outcomes = Object.keys(nodeCatalogue.find(typeOf(folder))?.bind(attributes).outcomes ?? {});
    const [test, readme] = [read(folder, "index.test.ts"), read(folder, "README.md")];
    // Outcomes that somebody configures, or that another node brings, are told in words.
    if (readme.includes("**Outcomes:** ")) return;
    expect(outcomes.filter((id) => !test.includes(`"${id}"`))).toEqual([]);
    expect(outcomes.filter((id) => !readme.includes(`\`${id}\``))).toEqual([]);
  });
});

/** Texts whose names speak of secrets, and which hold none. */
const noSecrets: Readonly<Record<string, string>> = {
  passwordHeader: "name of a request header",
  passwordAttribute: "name of an attribute of users",
  passwordLength: "choice of how many digits a code has",
  mtlsSecretLabel: "name of a secret",
  secretLabelIdentifier: "name of a secret",
  hmacSigningKeySecretLabelIdentifier: "name of a secret",
};

function secretLooking(): { name: string; isSealed: boolean }[] {
  return nodeCatalogue.definitions().flatMap(({ config }) => {
    const { properties } = settingsSchema.parse(z.toJSONSchema(config, { io: "input", unrepresentable: "any" }));
    return Object.entries(properties)
      .filter(([name, setting]) => /password|secret|signingkey|privatekey/i.test(name) && isText(setting))
      .map(([name, { writeOnly }]) => ({ name, isSealed: writeOnly === true }));
  });
}

/** Text, a choice of texts, or no text. */
function isText({ type }: { readonly type?: unknown }): boolean {
  return type !== "integer" && type !== "number" && type !== "boolean";
}

it("seals every attribute that holds a secret: the configuration API never shows it", () => {
  const names = (isSealed: boolean) =>
    [...new Set(secretLooking().flatMap((setting) => (setting.isSealed === isSealed ? [setting.name] : [])))].sort();
  expect(names(true)).toEqual([
    "adminPassword",
    "appRegistrationClientSecret",
    "hmacSigningKey",
    "password",
    "privateKey",
    "userBindPassword",
    "userPassword",
  ]);
  expect(names(false)).toEqual(Object.keys(noSecrets).sort());
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
