import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { metadataNode } from "./index.ts";

describe("State metadata", () => {
  it("tells the client the shared state under its keys, and nothing of the transient state; its outcome is the page's", async () => {
    const { action } = await runNode(metadataNode, {
      attributes: { attributes: ["theme", "password", "missing", "toString"] },
      shared: { theme: "dark", other: 1 },
      transient: { password: "secret" },
    });
    expect(action).toMatchObject({
      kind: "send",
      callbacks: [{ type: "MetadataCallback", output: [{ name: "data", value: { theme: "dark" } }], inputs: [] }],
    });
    expect(JSON.stringify(action)).not.toContain("secret");
    expect(Object.keys(metadataNode.bind({}).outcomes)).toEqual(["outcome"]);
  });
});
