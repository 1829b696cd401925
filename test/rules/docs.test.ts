import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { objectTypes } from "../../src/gateway/objects/index.ts";
import { anchorsOf, codeIn, fencesOf, linksOf, rowsOf, sectionOf } from "./markdown.ts";
import { filesBelow, readText, root } from "./project.ts";

/** Documents name files, anchors and commands that exist, and their examples parse. */

const documents = filesBelow(".").filter((file) => file.endsWith(".md"));
const manifest = z.looseObject({ scripts: z.record(z.string(), z.string()) });
const { scripts } = manifest.parse(JSON.parse(readText("package.json")));

it("there are documents to check", () => {
  expect(documents).toEqual(expect.arrayContaining(["README.md", "SECURITY.md", "CHANGELOG.md", "docs/deployment.md"]));
});

describe.each(documents)("%s", (document) => {
  const text = readText(document);

  it("links to files and anchors that exist", () => {
    expect(linksOf(text).flatMap(({ target, line }) => brokenLink(document, target, line))).toEqual([]);
  });

  it("shows JSON that parses", () => {
    const blocks = fencesOf(text).filter(({ language }) => language === "json");
    const broken = blocks.flatMap((block) => (parses(block.text) ? [] : [`line ${block.line}`]));
    expect(broken).toEqual([]);
  });

  it("names npm scripts that exist", () => {
    const named = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, own]) => run ?? own ?? "");
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe("docs/architecture.md on the rooms", () => {
  const rooms = rowsOf(sectionOf(readText("docs/architecture.md"), "Rooms and floors"))
    .slice(1)
    .map(([floor, room = "", , imports = ""]) => ({
      floor: Number(floor),
      room: codeIn(room)[0] ?? "",
      imports: codeIn(imports),
    }));
  const floorOf = new Map(rooms.map(({ room, floor }) => [room, floor]));

  it("lists every room with the imports that npm run rooms allows", () => {
    const written = rooms.map(({ room, imports }) => [room, imports.toSorted()]);
    expect(Object.fromEntries(written)).toEqual(allowedImports());
  });

  it.each(rooms)("$room imports only from floors below $floor", ({ floor, imports }) => {
    expect(imports.filter((room) => !((floorOf.get(room) ?? floor) < floor))).toEqual([]);
  });
});

describe("docs/deployment.md on gateway objects", () => {
  const rows = new Map(
    rowsOf(sectionOf(readText("docs/deployment.md"), "Object types"))
      .slice(1)
      .map(([type = "", , keys = "", later = ""]) => [codeIn(type)[0] ?? "", [...codeIn(keys), ...codeIn(later)]]),
  );

  it("lists every type that the gateway knows, and no other one", () => {
    expect([...rows.keys()].sort()).toEqual([...new Set([...objectTypes.values()].map(({ type }) => type))].sort());
  });

  it.each([...rows])("lists every key of %s", (type, keys) => {
    expect(keys.toSorted()).toEqual(objectTypes.get(type)?.keys.toSorted());
  });
});

/** Read off the rules of `.dependency-cruiser.cjs`: `room-am` allows `^src/(am|core|journey)/`. */
function allowedImports(): Record<string, string[]> {
  const rule = z.looseObject({ name: z.string(), to: z.looseObject({ pathNot: z.string().optional() }) });
  const configuration = z.looseObject({ forbidden: z.array(rule) });
  const { forbidden } = configuration.parse(createRequire(import.meta.url)(join(root, ".dependency-cruiser.cjs")));
  const rooms = forbidden.flatMap(({ name, to }) => {
    const [, room] = /^room-(.+)$/.exec(name) ?? [];
    const [, allowed = ""] = /^\^src\/\(([^)]*)\)\/$/.exec(to.pathNot ?? "") ?? [];
    if (room === undefined) return [];
    return [[room, allowed.split("|").filter((other) => other !== room && other !== "core")] as const];
  });
  return Object.fromEntries(rooms.map(([room, imports]) => [room, imports.toSorted()]));
}

function brokenLink(document: string, target: string, line: number): string[] {
  if (/^(https?:|mailto:)/.test(target)) return [];
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? document : normalize(join(dirname(document), path));
  if (!existsSync(join(root, file))) return [`line ${line}: ${target}: there is no such file`];
  if (anchor === undefined || !file.endsWith(".md")) return [];
  return anchorsOf(readText(file)).has(anchor) ? [] : [`line ${line}: ${target}: there is no such heading`];
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The question is only whether it does; the caller names the place.
    return false;
  }
}
