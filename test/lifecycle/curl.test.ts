import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../harness/ports.ts";
import { type Sallyport, sallyport } from "../harness/sallyport.ts";

/**
 * The curl blocks that `npm start` prints, pasted into a shell as they stand. On a demo that nobody used before: the
 * blocks take the current one-time code, which another test of the shared demo may have spent.
 */

const folder = mkdtempSync(join(tmpdir(), "sallyport-curl-"));
let demo: Sallyport;

beforeAll(async () => {
  demo = sallyport(["demo"], { folder, env: await freePorts() });
  await demo.until("Sallyport is ready\n");
});

afterAll(async () => {
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("the printed curl lines log in", () => {
  it.each([
    ["# A compliant device: AuthLevel 3", "3", "alice"],
    ["# A non-compliant device: AuthLevel 2", "2", "bruno"],
    ["# No certificate: No Id, AuthLevel 2", "2", "felix"],
  ])("%s", async (title, authLevel, username) => {
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", blockBelow(title)], { cwd: folder });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ username, realm: "/alpha", properties: { AuthLevel: authLevel } });
  });
});

/** The lines below a heading, up to the next empty one. */
function blockBelow(title: string): string {
  const [, below = ""] = demo.output().split(`${title}\n`);
  const [block = ""] = below.split("\n\n");
  expect(block).toMatch(/^curl /);
  return block;
}
