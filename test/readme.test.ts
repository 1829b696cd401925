import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, inject, it } from "vitest";
import { client } from "./harness/client.ts";
import { demo, deviceFor, folder, identityOf, traceOf } from "./harness/demo.ts";
import { codeIn, fencesOf, rowsOf, sectionOf } from "./rules/markdown.ts";
import { readText } from "./rules/project.ts";

/** README.md says what the demo prints, and its commands work as they stand, at the demo's ports. */

const readme = readText("README.md");
const printed = inject("demoOutput").split("\n");
const home = mkdtempSync(join(tmpdir(), "sallyport-readme-"));
const [toServer = "", toChange = "", toReset = "", toExport = "", toImport = ""] = fencesOf(
  sectionOf(readme, "Try it by hand"),
).map(({ text }) => text);

afterAll(async () => {
  await run(toReset);
  rmSync(home, { recursive: true, force: true });
});

describe("what npm start prints", () => {
  const documented = rowsOf(sectionOf(readme, "What `npm start` prints"))
    .slice(1)
    .flatMap(([lines = ""]) => codeIn(lines));
  const patterns = documented.map((line) => new RegExp(`^${line.split("…").map(escaped).join(".*")}$`));
  /** Rows of the table, its rule, the QR code, and what continues a curl command. */
  const notLines = /^(✓ |─|\s*[█▀▄ ]+$|curl |\s+\|)/;

  it.each(documented)("has the documented line %j", (line) => {
    const pattern = patterns[documented.indexOf(line)];
    expect(printed.filter((candidate) => pattern?.test(candidate))).not.toEqual([]);
  });

  it("has no line that the README does not explain", () => {
    const lines = printed.filter((line) => line.trim() !== "" && !notLines.test(line));
    expect(lines.filter((line) => !patterns.some((pattern) => pattern.test(line)))).toEqual([]);
  });
});

describe("the README's commands", () => {
  it("show what the server asks a device", async () => {
    expect(JSON.parse(await run(toServer))).toMatchObject({ authId: expect.any(String), stage: expect.any(String) });
  });

  it("make a device compliant, and not compliant again", async () => {
    const gateway = client({ identity: identityOf(deviceFor("INGRACEPERIOD")) });
    const outcome = async (): Promise<string | null | undefined> => {
      const { headers } = await gateway.start();
      const [intune] = await traceOf(String(headers["x-forgerock-transactionid"]), (events) => events.length > 0);
      return intune?.outcome;
    };
    await run(toChange);
    expect(await outcome()).toBe("COMPLIANT");
    await run(toReset);
    expect(await outcome()).toBe("INGRACEPERIOD");
    await gateway.close();
  });

  it("make a file that a browser's store takes", async () => {
    await run(toExport);
    await run(toImport);
    const listed = await run(`certutil -d "sql:$HOME/.pki/nssdb" -L; certutil -d "sql:$HOME/.pki/nssdb" -K`);
    expect(listed).toMatch(/^Sallyport demo CA\s+C,,/m);
    expect(listed).toMatch(/^Sallyport demo device\s+u,u,u/m);
  });
});

/** Runs commands as a person would paste them into a shell in the demo's folder; a failure is an error. */
async function run(commands: string): Promise<string> {
  expect(commands.trim()).not.toBe("");
  const here = commands
    .replaceAll("https://localhost:8443", demo.gateway)
    .replaceAll("https://localhost:8444", demo.emulator);
  const options = { cwd: folder, env: { ...process.env, HOME: home } };
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", here], options);
  return stdout;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
