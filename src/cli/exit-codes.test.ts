import { describe, expect, it } from "vitest";
import { exitCodeOf, exitCodeOfFailure } from "./exit-codes.ts";

describe("the exit code of a step that failed", () => {
  it.each([
    ["configuration", "not-configured", 2],
    ["dns", "name-not-resolved", 10],
    ["tls", "certificate-untrusted", 11],
    ["token", "client-secret-expired", 12],
    ["permissions", "permission-missing", 13],
    ["licence", "intune-not-available-for-tenant", 14],
    ["permission", "permission-missing", 15],
    ["device", "device-not-found", 16],
    ["token", "entra-unavailable", 20],
    ["licence", "throttled", 20],
    ["device", "graph-unavailable", 20],
  ] as const)("%s because of %s is %i", (step, reason, code) => {
    expect(exitCodeOf(step, reason)).toBe(code);
  });
});

describe("the exit code of a question without answer", () => {
  it.each([
    ["not-configured", 2],
    ["client-secret-invalid", 12],
    ["intune-not-available-for-tenant", 14],
    ["permission-missing", 15],
    ["device-not-found", 16],
    ["throttled", 20],
    ["overloaded", 20],
  ] as const)("because of %s is %i", (reason, code) => {
    const failure = { outcome: "failure", reason, status: null, requestIds: [], chain: [] } as const;
    expect(exitCodeOfFailure(failure)).toBe(code);
  });
});
