import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { queryParameterNode } from "./index.ts";

describe("Query Parameter Node", () => {
  it.each<[string, string[], string[]]>([
    ["roles", [], ["a, b,c"]],
    ["roles", ["roles"], ["a", "b", "c"]],
    ["tags", ["tags"], ["one", "two"]],
    ["none", [], []],
  ])("copies %s, split: %j", async (name, queryParametersToBeDelimited, expected) => {
    const { outcome, state } = await runNode(queryParameterNode, {
      attributes: { allowedQueryParameters: { [name]: "key" }, queryParametersToBeDelimited },
      request: {
        parameters: new Map([
          ["roles", ["a, b,c"]],
          ["tags", ["one", "two"]],
        ]),
      },
    });
    expect(outcome).toBe("outcome");
    expect(state.get("key")).toEqual(expected);
  });
});
