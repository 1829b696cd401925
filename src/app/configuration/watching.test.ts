import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ConfigurationApi, configurationApi, trees } from "./testing/api.ts";

let api: ConfigurationApi;
let file: string;

beforeEach(async () => {
  api = await configurationApi({ watchEvery: 10 });
  file = api.path("deployment/realms/alpha/journeys/intune.journey.json");
});

afterEach(() => api.close());

/** As editors save: nobody sees half a file. */
function save(text: string): void {
  const draft = api.path("draft");
  writeFileSync(draft, text);
  renameSync(draft, file);
}

const eventually = (holds: () => void) => vi.waitFor(holds, { timeout: 20_000, interval: 10 });

const found = (name: string) => api.live.journeys("/alpha")?.find(name);

describe("a journey file that is edited by hand", () => {
  it("is in force at once", async () => {
    const before = api.live.sources();
    save(readFileSync(file, "utf8").replace('"enabled": true', '"enabled": false'));
    await eventually(() => expect(found("intune")?.enabled).toBe(false));
    expect(api.live.sources()).not.toBe(before);
    expect(api.logs).toContainEqual(expect.objectContaining({ level: "info", fields: { realm: "/alpha" } }));
  });

  it("and is not valid: the last good one stays, and the log says once what is wrong, and where", async () => {
    const good = readFileSync(file, "utf8");
    save("{");
    await eventually(() => expect(api.logs.some(({ level }) => level === "error")).toBe(true));
    await new Promise((resolve) => setTimeout(resolve, 60));
    const complaints = api.logs.filter(({ level }) => level === "error");
    expect(complaints).toHaveLength(1);
    expect(JSON.stringify(complaints)).toContain("intune.journey.json");
    expect(found("intune")?.enabled).toBe(true);
    save(good.replace('"enabled": true', '"enabled": false'));
    await eventually(() => expect(found("intune")?.enabled).toBe(false));
  });

  it("that is removed takes its journey along", async () => {
    rmSync(file);
    await eventually(() => expect(found("intune")).toBeUndefined());
  });
});

it("nodes that a file holds and no tree has are not lost when the file is written", async () => {
  const document = JSON.parse(readFileSync(file, "utf8"));
  document.trees.intune.nodes.stray = { _id: "stray", _type: { _id: "MessageNode" }, message: { en: "kept" } };
  save(JSON.stringify(document));
  await eventually(() => expect(api.live.store.read("/alpha")?.nodes.has("stray")).toBe(true));
  await api.call("PUT", `${trees}/intune`, { ...document.trees.intune.tree, enabled: false, _rev: undefined });
  expect(JSON.parse(api.files()["unassigned.json"] ?? "{}").nodes.stray.message).toEqual({ en: "kept" });
  await api.reopen();
  expect(api.live.store.read("/alpha")?.nodes.has("stray")).toBe(true);
});
