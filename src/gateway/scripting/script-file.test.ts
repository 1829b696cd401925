import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { watchScript } from "./script-file.ts";

let folder: string;
let directory: string;
const errors: object[] = [];
const ends: (() => unknown)[] = [];
const services = {
  log: {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (fields: object) => errors.push(fields),
  },
  onClose: (end: () => unknown) => void ends.push(end),
};
const compile = (source: string): string => {
  if (source.includes("wrong")) throw new Error("line 1, column 1: wrong");
  return source.toUpperCase();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport-scripts-"));
  directory = join(folder, "scripts");
  await mkdir(join(directory, "below"), { recursive: true });
  await writeFile(join(folder, "secret"), "outside");
  await symlink(join(folder, "secret"), join(directory, "link"));
  await writeFile(join(directory, "below/a"), "inside");
});
afterAll(async () => {
  for (const end of ends) end();
  await rm(folder, { recursive: true, force: true });
});

describe("watchScript", () => {
  it("compiles a file below its directory", async () => {
    const program = await watchScript({ name: "below/a", directory }, compile, services);
    expect(program()).toBe("INSIDE");
  });

  it.each(["../secret", "below/../../secret", "/etc/passwd", "link", "none", "below"])("refuses %s", async (name) => {
    await expect(watchScript({ name, directory }, compile, services)).rejects.toThrow();
  });

  it("takes a changed file, and keeps the last good version of a wrong one", async () => {
    const file = join(directory, "b");
    const write = async (text: string, at: number): Promise<void> => {
      await writeFile(file, text);
      await utimes(file, at, at);
    };
    await write("one", 1_000);
    const program = await watchScript({ name: "b", directory }, compile, services);
    await write("two", 2_000);
    await vi.waitFor(() => expect(program()).toBe("TWO"), { timeout: 20_000 });
    await write("wrong", 3_000);
    await vi.waitFor(() => expect(errors).toContainEqual({ script: "b", why: expect.stringContaining("column 1") }), {
      timeout: 20_000,
    });
    expect(program()).toBe("TWO");
  });
});
