import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { profilesFake, runNode } from "../testing/run-node.ts";
import { deviceLocationMatchNode } from "./index.ts";

const berlin = { latitude: 52.52, longitude: 13.405 };
const potsdam = { latitude: 52.39, longitude: 13.0645 };

function match(
  location: JsonObject | null,
  distance: string,
  identifier = "d",
  saved: JsonObject = { location: berlin },
) {
  return runNode(deviceLocationMatchNode, {
    attributes: { distance },
    shared: {
      username: "demo",
      "forgeRock.device.profile": { identifier, ...(location === null ? {} : { location }) },
    },
    services: profilesFake([{ id: "d", name: "Mine", profile: saved, createdAt: 0, savedAt: 0 }]),
  });
}

describe("Device Location Match", () => {
  it("leaves by true within the distance, by false beyond it or without a location", async () => {
    expect((await match(potsdam, "28")).outcome).toBe("true");
    expect((await match(potsdam, "10")).outcome).toBe("false");
    expect((await match(null, "28")).outcome).toBe("false");
  });

  it("leaves by unknownDevice for a device, or a location, that is not saved", async () => {
    expect((await match(potsdam, "28", "other")).outcome).toBe("unknownDevice");
    expect((await match(potsdam, "28", "d", {})).outcome).toBe("unknownDevice");
    expect((await runNode(deviceLocationMatchNode)).outcome).toBe("unknownDevice");
  });

  it.each(["", "far", "-1", "1e9"])("refuses the distance %j", (distance) => {
    expect(() => deviceLocationMatchNode.bind({ distance })).toThrow();
  });
});
