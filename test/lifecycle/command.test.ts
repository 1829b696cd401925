import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ChangeFile, copyOfExample, lentEnvironment } from "../harness/deployment.ts";
import { sallyport } from "../harness/sallyport.ts";

/** What the `sallyport` command answers to a person who makes a mistake, and what it refuses to start. */

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-command-"));
  folders.push(folder);
  return folder;
}

/** Runs `sallyport start` on a changed copy of the example until it ends. */
async function startOf(change: (file: ChangeFile) => void): Promise<{ code: number | null; output: string }> {
  const folder = copyOfExample(change);
  folders.push(folder);
  const command = sallyport(["start", "deployment"], { folder, env: await lentEnvironment() });
  return { code: await command.exited, output: command.output() };
}

describe("the sallyport command", () => {
  it.each([
    { args: ["--help"], code: 0, says: /Usage: sallyport \[options\] \[command\][\s\S]*start[\s\S]*demo/ },
    { args: ["start", "--help"], code: 0, says: /Usage: sallyport start [\s\S]*--only <part>/ },
    { args: ["--version"], code: 0, says: /^\d+\.\d+\.\d+\n$/ },
    { args: ["strat"], code: 1, says: /unknown command 'strat'\s+\(Did you mean start\?\)/ },
    { args: ["start"], code: 1, says: /missing required argument 'directory'/ },
    {
      args: ["start", ".", "--only", "gatewya"],
      code: 1,
      says: /'gatewya' is invalid\. Allowed choices are emulator, /,
    },
    { args: ["start", "nowhere"], code: 1, says: /nowhere\/sallyport\.json: cannot be read \(ENOENT\)/ },
    { args: ["code", "alice"], code: 1, says: /demo\.json: cannot be read \(ENOENT\)/ },
  ])("$args exits with $code and says what to know", async ({ args, code, says }) => {
    const command = sallyport(args, { folder: emptyFolder() });
    expect(await command.exited).toBe(code);
    expect(command.output()).toMatch(says);
    expect(command.output()).not.toContain("    at ");
  });
});

describe("a sallyport.json with a mistake ends the start and names", () => {
  it("the file, the unknown key, and the nearest known one", async () => {
    const { code, output } = await startOf((file) =>
      file("sallyport.json", (document) => {
        document.trust.identityHeader = ["x-device"];
      }),
    );
    expect(code).toBe(1);
    expect(output).toMatch(
      /\/deployment\/sallyport\.json\/trust: unknown key "identityHeader"; did you mean "identityHeaders"\?/,
    );
  });

  it("the token that has no value, and the place that needs it", async () => {
    const { code, output } = await startOf((file) =>
      file("sallyport.json", (document) => {
        document.trust.assertion.keys[0].key = "&{another.assertion.key}";
      }),
    );
    expect(code).toBe(1);
    expect(output).toMatch(
      /sallyport\.json\/trust\/assertion\/keys\/0\/key: the token &\{another\.assertion\.key\} has no/,
    );
  });

  it("the position, when it is not JSON", async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, "deployment"));
    writeFileSync(join(folder, "deployment", "sallyport.json"), '{ "mode": development }');
    const command = sallyport(["start", "deployment"], { folder });
    expect(await command.exited).toBe(1);
    expect(command.output()).toMatch(/sallyport\.json: not valid JSON: .*[Uu]nexpected token/);
  });
});

describe("mode production refuses", () => {
  const production = (more?: (document: { emulator?: unknown; microsoft: { cloud: unknown } }) => void) =>
    startOf((file) =>
      file("sallyport.json", (document) => {
        document.mode = "production";
        more?.(document);
      }),
    );

  it("an emulator, which would play Microsoft", async () => {
    const { code, output } = await production();
    expect(code).toBe(1);
    expect(output).toMatch(
      /mode is production: the emulator plays Microsoft; remove \/emulator .*app\.not-in-production/,
    );
  });

  it("hosts that are not Microsoft's in the place of a cloud", async () => {
    const { code, output } = await production((document) => {
      delete document.emulator;
    });
    expect(code).toBe(1);
    expect(output).toContain("mode is production: microsoft.cloud names hosts that are not Microsoft's; name a cloud");
  });

  it("users.json, whose passwords stand in a file", async () => {
    const { code, output } = await production((document) => {
      delete document.emulator;
      document.microsoft.cloud = "global";
    });
    expect(code).toBe(1);
    expect(output).toMatch(
      /mode is production: .*users\.json holds seed identities; remove it or set mode to development/,
    );
  });
});
