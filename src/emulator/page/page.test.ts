import { afterAll, beforeAll, expect, it } from "vitest";
import { exampleFleet } from "../testing/example-fleet.ts";
import { startTestEmulator, type TestEmulator } from "../testing/harness.ts";

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator(await exampleFleet());
});
afterAll(() => emulator.close());

it.each([
  ["", "text/html; charset=utf-8"],
  ["page.js", "text/javascript; charset=utf-8"],
  ["device-list.js", "text/javascript; charset=utf-8"],
  ["page.css", "text/css; charset=utf-8"],
])("the page's file '%s' comes without a token, under a policy that runs no foreign script", async (file, type) => {
  const response = await emulator.fetch(`/_emulator/${file}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe(type);
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});

it("the page uses no inline script or style, which its policy would stop", async () => {
  const html = await (await emulator.fetch("/_emulator/")).text();
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
});

it("the address without a slash leads to the page", async () => {
  const response = await emulator.fetch("/_emulator", { redirect: "manual" });
  expect([response.status, response.headers.get("location")]).toEqual([302, "/_emulator/"]);
});
