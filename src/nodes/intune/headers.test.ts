import { describe, expect, it } from "vitest";
import { journeyFileSchema } from "../../journey/index.ts";
import { inTuneHeadersOf } from "./headers.ts";

const placed = { nodeType: "IntuneNode", connections: {} };
const onPage = { _type: { _id: "IntuneNode" } };

describe("the headers that Intune nodes read, which the doors guard", () => {
  it.each([
    ["the one that a node names", { nodes: { n: { inTuneHeader: "SSL_Client_S_DN" } } }, ["SSL_Client_S_DN"]],
    ["the documented default", { nodes: { n: {} } }, ["x-intune"]],
    ["none for an id in shared state", { nodes: { n: { inTuneSS: true, inTuneHeader: "deviceId" } } }, []],
    [
      "also of a node on a page",
      { nodes: { n: {} }, innerNodes: { c: { ...onPage, inTuneHeader: "x-page" } } },
      ["x-intune", "x-page"],
    ],
    ["none of other nodes", { nodes: { n: {} }, innerNodes: { c: { _type: { _id: "SetStateNode" } } } }, ["x-intune"]],
  ])("are %s", (_title, file, expected) => {
    const tree = { _id: "j", entryNodeId: "n", nodes: { n: placed } };
    expect(inTuneHeadersOf(journeyFileSchema.parse({ tree, ...file }))).toEqual(expected);
  });
});
