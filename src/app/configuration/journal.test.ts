import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitFiles, finishCommit } from "./journal.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  for (const name of ["a.json", "b.json"]) writeFileSync(join(folder, name), "old");
});

afterEach(() => rmSync(folder, { recursive: true }));

const files = () =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
const changes = { "a.json": "new", "b.json": null, "c.json": "new" };
const changed = { "a.json": "new", "c.json": "new" };

describe("writing several files as one", () => {
  it("writes and removes, and leaves nothing else behind", async () => {
    await commitFiles(folder, new Map(Object.entries(changes)));
    expect(files()).toEqual(changed);
  });

  it.each([
    ["before the first file", {}],
    ["between two files", { "a.json": "new" }],
    ["after the last", changed],
  ])("killed %s, the next start ends with all of them", async (_when, written) => {
    writeFileSync(join(folder, ".changes.json"), JSON.stringify({ files: changes }));
    for (const [name, text] of Object.entries(written)) writeFileSync(join(folder, name), text);
    await finishCommit(folder);
    expect(files()).toEqual(changed);
  });

  it("killed while the journal itself was written, nothing has happened", async () => {
    writeFileSync(join(folder, "..changes.json.123.tmp"), '{"files":{"a.js');
    await finishCommit(folder);
    expect(files()).toMatchObject({ "a.json": "old", "b.json": "old" });
  });

  it("a journal that names a file elsewhere is refused", async () => {
    writeFileSync(join(folder, ".changes.json"), JSON.stringify({ files: { "../../etc/passwd": "x" } }));
    await expect(finishCommit(folder)).rejects.toMatchObject({ code: "core.config-invalid" });
  });
});
