import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { codeIn, sectionOf } from "./markdown.ts";
import { readText, root } from "./project.ts";

/** What users install may carry only the licences of docs/adr/0001-dependencies.md, at the versions that it lists. */

const record = "docs/adr/0001-dependencies.md";
const packageSchema = z.looseObject({
  version: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().default(false),
  devOptional: z.boolean().default(false),
});
const lock = z.looseObject({ packages: z.record(z.string(), packageSchema) });
const manifest = z.looseObject({ dependencies: z.record(z.string(), z.string()) });

const installed = Object.entries(lock.parse(JSON.parse(readText("package-lock.json"))).packages).filter(
  ([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional,
);

it("every package that users install has a licence of the list, or lets us choose one of the list", () => {
  const [list = ""] = sectionOf(readText(record), "Licences").trim().split("\n\n");
  const allowed = codeIn(list);
  expect(installed.length).toBeGreaterThan(50);
  expect(allowed.length).toBeGreaterThan(0);
  const refused = installed.filter(([path, entry]) => !isAllowed(licenceOf(path, entry), allowed));
  expect(refused.map(([path, entry]) => `${path}: ${licenceOf(path, entry)}`)).toEqual([]);
});

it("every runtime dependency is pinned exactly, and stands in the record at that version", () => {
  const { dependencies } = manifest.parse(JSON.parse(readText("package.json")));
  const rows = [...readText(record).matchAll(/^\| `([^`]+)` \| (\S+) \|/gm)].map(([, name, version]) => [
    name,
    version,
  ]);
  expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(Object.fromEntries(rows)).toEqual(dependencies);
});

/** An SPDX expression that is one licence, or a choice of several; anything more complicated needs a person. */
function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const choices = expression.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return choices.some((licence) => allowed.includes(licence));
}

/** What the installed package itself says; packages of other platforms are not installed, and the lockfile speaks. */
function licenceOf(path: string, entry: z.output<typeof packageSchema>): string {
  const file = join(path, "package.json");
  const own = existsSync(join(root, file)) ? packageSchema.parse(JSON.parse(readText(file))) : entry;
  return own.license ?? "none";
}
