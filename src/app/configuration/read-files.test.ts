import { describe, expect, it } from "vitest";
import type { Json } from "../../core/json.ts";
import { readDocuments } from "./read-files.ts";

const success = "70e691a5-1e33-4ac3-a356-e7b6d60d92e0";

function journey(name: string, authLevelIncrement: number): Json {
  return {
    tree: {
      _id: name,
      entryNodeId: "level",
      nodes: { level: { nodeType: "ModifyAuthLevelNode", displayName: "Level", connections: { outcome: success } } },
    },
    nodes: { level: { authLevelIncrement } },
  };
}

const read = (copy: Json) =>
  readDocuments(
    new Map([
      ["one.journey.json", journey("one", 1)],
      ["two.journey.json", copy],
    ]),
    "realms/alpha/journeys",
  );

describe("a node that stands in two files of a realm", () => {
  it("is refused when it is not the same in both: one of the journeys would run the other's", () => {
    expect(() => read(journey("two", 2))).toThrow(
      expect.objectContaining({
        code: "core.config-invalid",
        message: expect.stringMatching(/two\.journey\.json: the node "level" stands in one\.journey\.json as well/),
      }),
    );
  });

  it("may stand there when it is", () => {
    expect([...read(journey("two", 1)).nodes.keys()]).toEqual(["level"]);
  });
});
