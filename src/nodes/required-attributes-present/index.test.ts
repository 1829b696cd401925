import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { requiredAttributesDecisionNode } from "./index.ts";

const all = { userName: "eve", givenName: "Eve", sn: "E", mail: "eve@example.com" };

describe("Required Attributes Present", () => {
  it.each<[object, object, string]>([
    [{ objectAttributes: all }, {}, "true"],
    [{ username: "eve", objectAttributes: { ...all, userName: null } }, {}, "true"],
    [{ objectAttributes: { ...all, sn: "" } }, {}, "false"],
    [{ objectAttributes: { ...all, mail: null } }, {}, "false"],
    [{}, {}, "false"],
    [{ objectAttributes: all }, { identityResource: "managed/device" }, "false"],
    [{ objectAttributes: all }, { identityResource: "managed/alpha_user" }, "true"],
  ])("with %j and %j leaves by %s", async (shared, attributes, outcome) => {
    const run = await runNode(requiredAttributesDecisionNode, { shared: { ...shared }, attributes: { ...attributes } });
    expect(run.outcome).toBe(outcome);
  });
});
