import { filesBelow, readText } from "../project.ts";
import { code, table } from "./document.ts";

/** Which test files show which of the rules of "What always holds": their titles begin with "rule N, ". */

export function testsByRule(): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const file of filesBelow("src", "web", "test").filter((name) => name.endsWith(".test.ts"))) {
    const numbers = [...readText(file).matchAll(/["`]rule (\d), /g)].map((match) => Number(match[1]));
    for (const rule of new Set(numbers)) found.set(rule, [...(found.get(rule) ?? []), file]);
  }
  return found;
}

export function ruleTable(): string {
  const rows = [...testsByRule()].sort(([one], [other]) => one - other);
  return table(
    ["Rule", "Tests"],
    rows.map(([rule, files]) => [String(rule), files.map(code).join(", ")]),
  );
}
