import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { testExchange } from "../testing/exchange.ts";
import { elFunctions } from "./functions.ts";
import { elSearches } from "./searches.ts";
import { compileTemplate } from "./template.ts";
import { elToJson } from "./values.ts";
import { runtimeNames } from "./variables.ts";

const page = await readFile(new URL("../../../docs/expressions.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)].map(([, expression = "", value = ""]) => ({
  expression: expression.replaceAll("\\|", "|"),
  value,
}));

const names = runtimeNames({
  properties: {},
  environment: { REGION: "eu" },
  directory: "/nonexistent",
  clock: frozenClock("2026-11-23T00:00:00Z"),
});
const exchange = testExchange({
  target: "/a%20b/c?q=1",
  headers: ["X-Team", "blue", "Cookie", "theme=dark"],
  attributes: { user: { name: "dana" } },
  session: { visits: 3 },
});

test.each(examples)("$expression is $value", ({ expression, value }) => {
  const template = compileTemplate(`$\{${expression}}`, names);
  expect(elToJson(template.evaluate({ exchange, response: null }))).toEqual(JSON.parse(value));
});

test.each([...elFunctions("/nonexistent").keys(), ...elSearches.keys()])("the page shows what %s does", (name) => {
  expect(examples.some(({ expression }) => expression.includes(`${name}(`))).toBe(true);
});
