import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { behaviourSchema } from "./behaviour/behaviour.ts";
import { faultsSchema } from "./faults/fault.ts";
import { fleetSchema } from "./fleet/fleet-schema.ts";
import { rsaClient } from "./testing/rsa-client.ts";

/** The examples of docs/emulator.md are what the emulator takes. */

const page = readFileSync(new URL("../../docs/emulator.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => JSON.parse(text));

describe("docs/emulator.md", () => {
  it("shows a fleet document that loads, once its certificate and key are real ones", async () => {
    const [fleet] = examples;
    const { certificate } = await rsaClient();
    const [app] = fleet.tenants[0].apps;
    app.certificates = app.certificates.map(() => certificate);
    delete fleet.issuers;
    expect(fleetSchema.safeParse(fleet).error).toBeUndefined();
  });

  it("shows faults that can be set", () => {
    const [, rules] = examples;
    expect(rules).toHaveLength(3);
    expect(faultsSchema.safeParse({ rules }).error).toBeUndefined();
  });

  it("lists every setting of the behaviour, and those of its throttle", () => {
    const [, table = ""] = page.split("### Behaviour that differs in the field");
    const rows = [...(table.split("\n## ")[0] ?? "").matchAll(/^\| `(\w+)` \| (.*) \|$/gm)];
    const standard = z.record(z.string(), z.unknown()).parse(behaviourSchema.parse(undefined));
    expect(rows.map(([, name]) => name).toSorted()).toEqual(Object.keys(standard).toSorted());
    const throttle = rows.find(([, name]) => name === "throttle")?.[2] ?? "";
    for (const name of Object.keys(standard.throttle ?? {})) expect(throttle).toContain(`\`${name}\``);
  });
});
