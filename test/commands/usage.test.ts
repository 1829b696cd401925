import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit-codes.ts";
import { run } from "../harness/intune-deployment.ts";
import { rowsOf, sectionOf } from "../rules/markdown.ts";
import { readText } from "../rules/project.ts";

/** What `verify`, `device`, `fleet` and `emulator` say of themselves, and to a person who makes a mistake. */

const folder = mkdtempSync(join(tmpdir(), "sallyport-usage-"));
writeFileSync(join(folder, "fleet.json"), JSON.stringify({ tenants: [{ id: "a", nmae: "Contoso" }] }));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("--help of", () => {
  it.each([
    [
      "verify",
      ["[directory]", "--journey", "--connection", "--device", "--json"],
      [0, 1, 2, 10, 11, 12, 13, 14, 15, 16, 20],
    ],
    ["device", ["<id>", "--deployment", "--journey", "--json"], [0, 1, 2, 10, 11, 12, 14, 15, 16, 20]],
    ["fleet", ["--deployment", "--journey", "--json", "--csv"], [0, 1, 2, 10, 11, 12, 14, 15, 20]],
    ["emulator", ["--port", "--identity-port", "--fleet", "--generate", "--seed", "--json"], [0, 1]],
  ])("%s names every option, gives examples, and says what each exit code means", async (command, options, codes) => {
    const { code, stdout, stderr } = await run([command, "--help"], folder);
    expect([code, stderr]).toEqual([0, ""]);
    for (const option of options) expect(stdout).toContain(option);
    const [usage = "", endings = ""] = stdout.split("Exit codes:");
    const [, examples = ""] = usage.split("Examples:");
    const lines = examples.split("\n").filter((line) => line.trim() !== "");
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => !line.startsWith(`  sallyport ${command}`))).toEqual([]);
    expect([...endings.matchAll(/\b(\d+)\s[a-zA-Z]/g)].map((match) => Number(match[1])).sort((a, b) => a - b)).toEqual(
      codes,
    );
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe("a mistake ends with 1, without a stack, and says what is wrong:", () => {
  it.each([
    [["verify", "--journey", "a", "--connection", "b"], /'--connection <name>' cannot be used with option '--journey/],
    [["verify", "--jason"], /unknown option '--jason'\s+\(Did you mean --json\?\)/],
    [["verify", "nowhere"], /nowhere\/sallyport\.json: cannot be read \(ENOENT\)/],
    [["device"], /missing required argument 'id'/],
    [["fleet", "--csv", "--json"], /'--csv' cannot be used with option '--json'/],
    [["emulator", "extra"], /too many arguments for 'emulator'/],
    [["emulator", "--port", "65536"], /'--port <port>' argument '65536' is invalid\. Give a number from 0 to 65535\./],
    [["emulator", "--port", "-1"], /Give a number from 0 to 65535\./],
    [["emulator", "--identity-port", "a"], /Give a number from 0 to 65535\./],
    [["emulator", "--generate", "100001"], /Give a number from 0 to 100000\./],
    [["emulator", "--generate", "1e3"], /Give a number from 0 to 100000\./],
    [["emulator", "--fleet", "nowhere.json"], /nowhere\.json: cannot be read \(ENOENT\)/],
    [["emulator", "--fleet", "fleet.json"], /fleet\.json\/tenants\/0: unknown key "nmae"; did you mean "name"\?/],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await run(args, folder);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });

  it("an emulator whose port somebody has", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = String(typeof address === "object" && address !== null ? address.port : 0);
    const { code, stderr } = await run(["emulator", "--port", port, "--identity-port", "0"], folder);
    await new Promise((resolve) => other.close(resolve));
    expect(code).toBe(1);
    expect(stderr).toContain(port);
    expect(stderr).not.toContain("    at ");
  });
});

describe("docs/commands.md on exit codes", () => {
  it("has the codes that the commands end with, each once", () => {
    const rows = rowsOf(sectionOf(readText("docs/commands.md"), "Exit codes")).slice(1);
    expect(rows.map(([code]) => Number(code))).toEqual(Object.values(exitCodes));
  });
});
