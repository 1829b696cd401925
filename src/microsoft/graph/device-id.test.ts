import fc from "fast-check";
import { expect, it } from "vitest";
import { deviceIdSegment, isDeviceId } from "./device-id.ts";

it("whatever device id is accepted stays one segment of the path, and comes back unchanged", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const origin = "https://graph.microsoft.com";
  fc.assert(
    fc.property(text, (id) => {
      fc.pre(isDeviceId(id));
      const url = new URL(`/v1.0/deviceManagement/managedDevices/${deviceIdSegment(id)}`, origin);
      const segments = url.pathname.split("/");
      expect(url.search + url.hash).toBe("");
      expect(segments).toHaveLength(5);
      expect(decodeURIComponent(segments[4] ?? "")).toBe(id);
    }),
  );
});

it("ids without GUID form are accepted, as the documented example's is", () => {
  expect(isDeviceId("82d42a1b-3fae-4dac-a9ff-8b3a9d2a5zzz")).toBe(true);
  expect(isDeviceId("device123")).toBe(true);
});
