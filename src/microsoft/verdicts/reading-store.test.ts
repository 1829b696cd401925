import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import type { Verdict } from "../verdict.ts";
import { hasPendingWipe } from "./pending-wipe.ts";
import { createReadingStore } from "./reading-store.ts";

const verdict = (deviceId: string, complianceState: string, device: JsonObject = {}): Verdict => ({
  outcome: "device",
  deviceId,
  complianceState,
  device,
  source: "live",
  checkedAt: 0,
  lastSync: null,
  reason: null,
});

const reading = (order: number, of: Verdict) => ({ verdict: of, order, readAt: 0, freshUntil: 1, usableUntil: 1 });

const place = (key: string) => ({ key, service: "tenant" });

it("a reading that began earlier never replaces a newer one, however the answers overtake each other", () => {
  const action = fc.record({
    key: fc.constantFrom("intune d1", "entra e1", "intune d2"),
    what: fc.constantFrom("compliant", "noncompliant", "wiped", "gone"),
    /** How many later actions begin before this one's answer comes. */
    delay: fc.nat(4),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      const store = createReadingStore();
      const begun = actions.map((each) => ({ ...each, order: store.begin() }));
      const answered = begun
        .map((each, index) => ({ ...each, at: index + each.delay }))
        .sort((one, other) => one.at - other.at);
      for (const { key, what, order } of answered) {
        if (what === "gone") store.erase(place(key), order);
        else {
          const device = what === "wiped" ? { managementState: "wipePending" } : {};
          const state = what === "noncompliant" ? "noncompliant" : "compliant";
          store.put(place(key), reading(order, verdict(key === "intune d2" ? "d2" : "d1", state, device)));
        }
      }
      for (const key of ["intune d1", "entra e1", "intune d2"]) {
        const stored = store.get(key);
        if (stored === undefined) continue;
        const device = stored.verdict.deviceId;
        const newerBad = begun.filter(
          (each) =>
            each.order > stored.order &&
            (each.what === "noncompliant" || each.what === "wiped") &&
            (each.key === "intune d2" ? "d2" : "d1") === device,
        );
        const newerGone = begun.filter((each) => each.order > stored.order && each.what === "gone" && each.key === key);
        expect([...newerBad, ...newerGone]).toEqual([]);
      }
    }),
  );
});

it("a device that is read by two kinds of id is one device", () => {
  const store = createReadingStore();
  store.put(place("intune d1"), reading(store.begin(), verdict("d1", "compliant")));
  store.put(place("entra e1"), reading(store.begin(), verdict("D1", "noncompliant")));
  expect(store.get("intune d1")).toBeUndefined();
  expect(store.get("entra e1")?.verdict.complianceState).toBe("noncompliant");
});

it("devices of other tenants are other devices", () => {
  const store = createReadingStore();
  store.put(place("a"), reading(store.begin(), verdict("d1", "compliant")));
  store.eraseDevice("other tenant", "d1", store.begin());
  expect(store.get("a")).toBeDefined();
  store.eraseDevice("tenant", "D1", store.begin());
  expect(store.get("a")).toBeUndefined();
});

it("is bounded in number and in bytes", () => {
  const store = createReadingStore();
  for (let index = 0; index < 10_100; index += 1) {
    store.put(place(`k${index}`), reading(store.begin(), verdict(`d${index}`, "compliant")));
  }
  expect(store.get("k0")).toBeUndefined();
  expect(store.get("k10099")).toBeDefined();
  const large = { notes: "x".repeat(1_000_000) };
  for (let index = 0; index < 80; index += 1) {
    store.put(place(`large${index}`), reading(store.begin(), verdict(`l${index}`, "compliant", large)));
  }
  const kept = Array.from({ length: 80 }, (_, index) => store.get(`large${index}`)).filter(Boolean);
  expect(kept.length).toBeLessThan(70);
});

describe("a device is leaving", () => {
  it.each<[JsonObject, boolean]>([
    [{}, false],
    [{ managementState: "managed" }, false],
    [{ managementState: "wipePending" }, true],
    [{ managementState: "retireIssued" }, true],
    [{ managementState: "wipeCanceled" }, false],
    [{ deviceActionResults: [] }, false],
    [{ deviceActionResults: null }, false],
    [{ deviceActionResults: [{ actionName: "syncDevice", actionState: "pending" }] }, false],
    [{ deviceActionResults: [{ actionName: "wipe", actionState: "pending" }] }, true],
    [{ deviceActionResults: [{ actionName: "Retire", actionState: "active" }] }, true],
    [{ deviceActionResults: [{ actionName: "wipe", actionState: "canceled" }] }, false],
    [{ deviceActionResults: ["wipe", null, { actionName: "delete" }] }, true],
  ])("%j: %j", (record, isLeaving) => {
    expect(hasPendingWipe(record)).toBe(isLeaving);
  });
});
