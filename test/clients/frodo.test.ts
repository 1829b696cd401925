import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, client } from "../harness/client.ts";
import { demo, secretOf } from "../harness/demo.ts";
import { deploy, type OwnDeployment } from "../harness/deployment.ts";
import { frodoCommand } from "./frodo-command.ts";

/** `@rockcarver/frodo-cli`, unmodified, in processes of its own: how people who know PingAM carry journeys about. */

const fixture = fileURLToPath(new URL("../fixtures/thirty-nodes.journey.json", import.meta.url));
const journey = "Thirty nodes";

let deployment: OwnDeployment;
let folder: string;
let server: Client;

beforeAll(async () => {
  deployment = await deploy({ only: "server" });
  folder = mkdtempSync(join(tmpdir(), "frodo-"));
  mkdirSync(join(folder, "home"));
  copyFileSync(fixture, join(folder, "thirty.json"));
  server = client({ origin: deployment.server });
});

afterAll(async () => {
  await server.close();
  await deployment.remove();
  rmSync(folder, { recursive: true });
});

/** Runs a command against realm alpha, as the administrator. */
function frodo(...args: string[]): Promise<string> {
  const account = [`${deployment.server}/am`, "alpha", "admin", secretOf("user.admin.password")];
  return frodoCommand([...args, "-m", "classic", ...account], folder);
}

const journeyFiles = (): string[] =>
  readdirSync(join(dirname(deployment.state), "deployment/realms/alpha/journeys")).sort();
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));

/** With its keys sorted and without what says who exported it when. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "meta" && key !== "_rev");
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, comparable(item)]));
}

describe("@rockcarver/frodo-cli", { timeout: 180_000 }, () => {
  it("lists the realms and the journeys, and which of them are enabled", async () => {
    expect(await frodo("realm", "list")).toMatch(/^\/alpha$/m);
    expect(await frodo("journey", "list")).toMatch(/^Agent\nintune\nremediation\ntwo-factor$/m);
    expect(await frodo("journey", "list", "-l")).toMatch(/intune\s*│\s*enabled/);
  });

  it("describes a journey with its inner journey and its script", async () => {
    const text = await frodo("journey", "describe", "-i", "intune");
    expect(text).toContain("[IntuneNode]");
    expect(text).toMatch(/- intune\n\s+- two-factor/);
    expect(text).toContain("Continue without compliance");
  });

  it("imports a journey of thirty nodes and exports it again, equal byte for byte", async () => {
    expect(await frodo("journey", "import", "-f", "thirty.json")).toContain(`Imported ${journey}.`);
    expect(journeyFiles()).toEqual([
      "Agent.journey.json",
      "Thirty-nodes.journey.json",
      "intune.journey.json",
      "remediation.journey.json",
      "two-factor.journey.json",
    ]);
    await frodo("journey", "export", "-i", journey, "--use-string-arrays", "-f", "again.json");
    expect(JSON.stringify(comparable(read("again.json")))).toBe(JSON.stringify(comparable(read("thirty.json"))));
  });

  it("and the running server runs it at once", async () => {
    const first = await server.start(encodeURIComponent(journey));
    expect(first.body).toMatchObject({ header: "Thirty nodes", stage: "UsernamePassword" });
    const last = await server.next(first, [demo.user.name, demo.user.password]);
    expect(last).toMatchObject({ status: 200, body: { tokenId: expect.any(String), realm: "/alpha" } });
  });

  it("and a login that reaches the type that we lack fails, and no other", async () => {
    const first = await server.start(encodeURIComponent(journey));
    const last = await server.next(first, [demo.user.name, "not-the-password"]);
    expect(last).toMatchObject({ status: 401, body: { message: "Login failure" } });
  });

  it("imports the same journey over itself, changed", async () => {
    const changed = read("thirty.json");
    changed.tree.description = "changed";
    const [id = ""] = Object.entries<{ script?: string }>(changed.nodes).find(([, node]) => node.script) ?? [];
    const outcomes = changed.nodes[id].outcomes as string[];
    const renamed = outcomes.map((outcome) => `${outcome}-2`);
    changed.nodes[id].outcomes = renamed;
    const { connections } = changed.tree.nodes[id];
    changed.tree.nodes[id].connections = Object.fromEntries(
      renamed.map((name, at) => [name, connections[outcomes[at] ?? ""]]),
    );
    writeFileSync(join(folder, "changed.json"), JSON.stringify(changed));
    await frodo("journey", "import", "-f", "changed.json");
    await frodo("journey", "export", "-i", journey, "--use-string-arrays", "-f", "again.json");
    expect(read("again.json").tree.description).toBe("changed");
    expect(read("again.json").nodes[id].outcomes).toEqual(renamed);
    expect(journeyFiles()).not.toContain("unassigned.json");
  });

  it("disables a journey, so that nobody can start it, and enables it", async () => {
    await frodo("journey", "disable", "-i", journey);
    expect(await frodo("journey", "list", "-l")).toMatch(/Thirty nodes\s*│\s*disabled/);
    expect(await server.start(encodeURIComponent(journey))).toMatchObject({ status: 400 });
    await frodo("journey", "enable", "-i", journey);
    expect(await server.start(encodeURIComponent(journey))).toMatchObject({ status: 200 });
  });

  it("deletes a journey with its nodes, and its file is gone", async () => {
    expect(await frodo("journey", "delete", "-i", journey)).toContain("and 32/32 nodes");
    expect(await frodo("journey", "list")).not.toContain(journey);
    expect(journeyFiles()).toEqual([
      "Agent.journey.json",
      "intune.journey.json",
      "remediation.journey.json",
      "two-factor.journey.json",
      "unassigned.json",
    ]);
  });

  it("lists, exports, deletes and imports scripts", async () => {
    const name = "Thirty: legacy";
    expect(await frodo("script", "list")).toContain(name);
    await frodo("script", "export", "-n", name, "-f", "script.json");
    await frodo("script", "delete", "-n", name);
    expect(await frodo("script", "list")).not.toContain(name);
    await frodo("script", "import", "-f", "script.json");
    expect(await frodo("script", "list")).toContain(name);
  });

  it("exports every journey into one file, and imports it", async () => {
    await frodo("journey", "export", "-a", "-f", "all.json");
    expect(Object.keys(read("all.json").trees)).toEqual(["Agent", "intune", "remediation", "two-factor"]);
    await frodo("journey", "import", "-a", "-f", "all.json");
    expect(await frodo("journey", "list")).toMatch(/^Agent\nintune\nremediation\ntwo-factor$/m);
    expect(existsSync(join(deployment.state, "audit.log"))).toBe(true);
  });
});
