import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { requestHeaderNode } from "./index.ts";

describe("Request Header Node", () => {
  it.each<[string, string[], string[]]>([
    ["X-Roles", [], ["a, b,c"]],
    ["X-Roles", ["X-Roles"], ["a", "b", "c"]],
    ["X-Tags", ["X-Tags"], ["one", "two"]],
    ["X-None", [], []],
  ])("copies %s, split: %j", async (name, headersToBeDelimited, expected) => {
    const { outcome, state } = await runNode(requestHeaderNode, {
      attributes: { allowedHeaders: { [name]: "key" }, headersToBeDelimited },
      headers: { "x-roles": ["a, b,c"], "x-tags": ["one", "two"] },
    });
    expect(outcome).toBe("outcome");
    expect(state.get("key")).toEqual(expected);
  });
});
