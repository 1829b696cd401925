import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { ErrorFamily, ErrorSpec } from "../../src/core/errors.ts";
import { codeIn, rowsOf } from "./markdown.ts";
import { filesBelow, readText, root } from "./project.ts";

/** Every registered error code stands in docs/errors.md, and no other one does. */

interface Family {
  readonly file: string;
  readonly name: string;
  readonly specs: Readonly<Record<string, ErrorSpec>>;
}

const declaring = filesBelow("src").filter(
  (file) =>
    file.endsWith(".ts") &&
    !file.endsWith(".test.ts") &&
    file !== "src/core/errors.ts" &&
    readText(file).includes("defineErrors("),
);
const documented = rowsOf(readText("docs/errors.md")).flatMap(([code = "", kind, status, meaning, remedy]) => {
  const [name] = codeIn(code);
  return name === undefined ? [] : [{ code: name, kind, status: Number(status), meaning, remedy }];
});

let families: Family[] = [];
let registered: [code: string, spec: ErrorSpec][] = [];

beforeAll(async () => {
  families = (await Promise.all(declaring.map(familiesOf))).flat();
  registered = families.flatMap(({ specs }) => Object.entries(specs));
});

describe("rule 7, what is refused says which rule refused it: the registry of error codes", () => {
  it("counts as many codes in the document as in the code", () => {
    expect(declaring.length).toBeGreaterThan(10);
    expect(documented).toHaveLength(registered.length);
  });

  it("names every code in the document, and no code that does not exist", () => {
    expect(documented.map(({ code }) => code).sort()).toEqual(registered.map(([code]) => code).sort());
  });

  it("gives kind and status in the document as they are", () => {
    const facts = (code: string, kind: string | undefined, status: number) => `${code}: ${kind}, ${status}`;
    const written = documented.map(({ code, kind, status }) => facts(code, kind, status));
    expect(written.sort()).toEqual(registered.map(([code, { kind, status }]) => facts(code, kind, status)).sort());
  });

  it("says of every code what it means and what to do", () => {
    expect(documented.filter(({ meaning, remedy }) => !meaning || !remedy).map(({ code }) => code)).toEqual([]);
  });

  it("has each code once, spelt <room>.<kebab-case> after the room that declares it", () => {
    const wrong = families.flatMap(({ file, specs }) => {
      const room = file.split("/")[1];
      const spelling = new RegExp(`^${room}\\.[a-z0-9]+(-[a-z0-9]+)*$`);
      return Object.keys(specs).filter((code) => !spelling.test(code));
    });
    expect(wrong).toEqual([]);
    expect(new Set(registered.map(([code]) => code)).size).toBe(registered.length);
  });

  it("finds one family, named …Errors, in every file that declares codes", () => {
    expect(families.map(({ file }) => file).sort()).toEqual([...declaring].sort());
    expect(families.filter(({ name }) => !/^[a-z]+Errors$/.test(name))).toEqual([]);
  });
});

async function familiesOf(file: string): Promise<Family[]> {
  const exports: Record<string, unknown> = await import(pathToFileURL(join(root, file)).href);
  return Object.entries(exports).flatMap(([name, value]) =>
    isFamily(value) ? [{ file, name, specs: value.specs }] : [],
  );
}

function isFamily(value: unknown): value is ErrorFamily<string> {
  return typeof value === "object" && value !== null && "specs" in value && "error" in value;
}
