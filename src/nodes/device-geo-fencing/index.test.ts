import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { deviceGeoFencingNode } from "./index.ts";

const locations = ["48.1374, 11.5755", "52.52,13.405"];

describe("Device Geofencing", () => {
  it.each([
    ["near one of the locations", { latitude: 52.5, longitude: 13.4 }, "true"],
    ["near none of them", { latitude: 50, longitude: 10 }, "false"],
    ["nowhere", { latitude: "52.5", longitude: 13.4 }, "false"],
  ])("%s", async (_title, location, outcome) => {
    const shared = { "forgeRock.device.profile": { identifier: "d", location } };
    expect((await runNode(deviceGeoFencingNode, { attributes: { locations }, shared })).outcome).toBe(outcome);
  });

  it("leaves by false without a profile, and without locations", async () => {
    expect((await runNode(deviceGeoFencingNode, { attributes: { locations } })).outcome).toBe("false");
    const shared = { "forgeRock.device.profile": { identifier: "d", location: { latitude: 0, longitude: 0 } } };
    expect((await runNode(deviceGeoFencingNode, { shared })).outcome).toBe("false");
  });

  it.each(["52.5", "52.5,", ",", "a,b", "91,0", "0,181", "1,2,3", "52,5 13,4"])(
    "refuses the location %j",
    (location) => {
      expect(() => deviceGeoFencingNode.bind({ locations: [location] })).toThrow();
    },
  );
});
