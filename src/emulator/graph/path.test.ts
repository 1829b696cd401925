import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseGraphPath } from "./path.ts";

describe("a Graph path", () => {
  it.each([
    ["/v1.0/deviceManagement/managedDevices/1", ["deviceManagement", "managedDevices", "1"]],
    [
      "/v1.0/deviceManagement/managedDevices('1')/detectedApps",
      ["deviceManagement", "managedDevices", "1", "detectedApps"],
    ],
    ["/beta/a('it''s')", ["a", "it's"]],
    ["/beta/a(%271%27)/", ["a", "1"]],
    ["/v1.0/devices(deviceId='1')", ["devices(deviceId)", "1"]],
    ["/v1.0/a('1", ["a('1"]],
  ])("%s has the segments %j", (path, segments) => {
    expect(parseGraphPath(path)?.segments).toEqual(segments);
  });

  it.each(["/", "/v2.0/x", "/v1.0/%zz", ""])("is not %s", (path) => {
    expect(parseGraphPath(path)).toBeUndefined();
  });

  it("never breaks the parser", () => {
    fc.assert(fc.property(fc.string(), (rest) => parseGraphPath(`/v1.0/${rest}`)?.version !== "beta"));
  });
});
