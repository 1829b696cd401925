import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendDurably, removeFileDurably, writeFileDurably } from "./durable-file.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "durable-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("durable files", () => {
  it("replaces a file and leaves no draft behind", async () => {
    const file = join(folder, "a.json");
    await writeFileDurably(file, "one");
    await writeFileDurably(file, "two");
    expect(readFileSync(file, "utf8")).toBe("two");
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });

  it("gives a new file the mode that was asked for", async () => {
    await writeFileDurably(join(folder, "secret"), "s", 0o600);
    await appendDurably(join(folder, "log"), "line\n");
    const modes = ["secret", "log"].map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
  });

  it("appends", async () => {
    const file = join(folder, "log");
    await appendDurably(file, "one\n");
    await appendDurably(file, "two\n");
    expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
  });

  it("removing what is not there is no mistake", async () => {
    await expect(removeFileDurably(join(folder, "none"))).resolves.toBeUndefined();
  });

  it("fails when the folder does not exist", async () => {
    await expect(writeFileDurably(join(folder, "none", "a"), "x")).rejects.toMatchObject({ code: "ENOENT" });
  });
});
