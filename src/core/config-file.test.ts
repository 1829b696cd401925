import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readConfigFile, validateConfig } from "./config-file.ts";

const schema = z.strictObject({
  server: z.strictObject({ host: z.string().default("127.0.0.1"), port: z.int() }),
  lists: z.array(z.strictObject({ name: z.string() })).default([]),
});

describe("a configuration file that is not valid is refused with file, place and remedy:", () => {
  it.each([
    ["a mistyped key", { server: { prot: 1, port: 2 } }, 's.json/server: unknown key "prot"; did you mean "port"?'],
    [
      "a mistyped key in a list",
      { server: { port: 1 }, lists: [{ nam: "x", name: "y" }] },
      's.json/lists/0: unknown key "nam"; did you mean "name"?',
    ],
    ["a key like no other", { server: { port: 1 }, zzz: 1 }, 's.json (top level): unknown key "zzz"'],
    ["a value of the wrong kind", { server: { port: "x" } }, "s.json/server/port: "],
    ["a missing key", { server: {} }, "s.json/server/port: "],
  ])("%s", (_title, document, message) => {
    expect(() => validateConfig(document, schema, "s.json")).toThrowError(message);
  });
});

describe("reading a configuration file", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sallyport-config-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("resolves its tokens before it is validated", async () => {
    const file = join(folder, "good.json");
    await writeFile(file, '{"server": {"port": "&{port|8080}"}}');
    expect(await readConfigFile(file, schema, () => undefined)).toMatchObject({
      server: { host: "127.0.0.1", port: 8080 },
    });
  });

  it("names a file that is missing, and one that is not JSON", async () => {
    const file = join(folder, "bad.json");
    await writeFile(file, '{"server": ');
    await expect(readConfigFile(file, schema, () => undefined)).rejects.toThrowError(/bad\.json: not valid JSON/);
    await expect(readConfigFile(join(folder, "none.json"), schema, () => undefined)).rejects.toThrowError(
      /none\.json: cannot be read \(ENOENT\)/,
    );
  });
});
