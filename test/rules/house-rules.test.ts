import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { offencesIn } from "./offences.ts";
import { filesBelow, readText } from "./project.ts";

/** What CONTRIBUTING.md forbids in shipped code, as far as a syntax tree shows it. */

const shipped = filesBelow("src", "web").filter(
  (file) => file.endsWith(".ts") && !/\.test\.ts$|\.d\.ts$|\/testing\//.test(file),
);

describe("house rules", () => {
  it("find the shipped sources", () => {
    expect(shipped.length).toBeGreaterThan(300);
  });

  it("hold in every shipped file: no casts, no any, no `!`, no module state, no default export, no enum, no TODO", () => {
    const offences = shipped.flatMap((file) =>
      offencesIn(file, readText(file)).map(({ rule, line, text }) => `${file}:${line}: ${rule}: ${text}`),
    );
    expect(offences).toEqual([]);
  }, 60_000);

  it("give every file a kebab-case name", () => {
    expect(shipped.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(file)))).toEqual([]);
  });
});

describe("the check itself", () => {
  it.each([
    ["const a = b as string;", "no `as` casts"],
    ["const a = <string>b;", "no `<Type>` casts"],
    ["const a = (b: any) => b;", "no `any`"],
    ["const a = b!.c;", "no non-null `!`"],
    ["class A { b!: string; }", "no definite assignment `!`"],
    ["let a = 1;", "no variable at module level"],
    ["export var a = 1;", "no variable at module level"],
    ["const a = new Map<string, string>();", "no mutable state at module level"],
    ["export default function a() {}", "no default export"],
    ["export default {};", "no default export"],
    ["enum A { B }", "no enum"],
    ["// TODO: later", "no TODO"],
  ])("refuses %s", (source, rule) => {
    expect(offencesIn("file.ts", source).map((offence) => offence.rule)).toEqual([rule]);
  });

  it.each([
    "const a = [1] as const;",
    'import { b as c } from "./d.ts"; export { c as e };',
    "function a() { let b = 1; const c = new Map(); return [b, c]; }",
    'const a = new Map([["b", 1]]);',
    "const a = b !== c;",
    "const a = { b: c } satisfies D;",
  ])("accepts %s", (source) => {
    expect(offencesIn("file.ts", source)).toEqual([]);
  });
});
