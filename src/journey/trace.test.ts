import { describe, expect, it } from "vitest";
import { redactChanges, redactTexts } from "./trace.ts";

const shown = (state: "shared" | "transient" | "secure", key: string, value: string | object) =>
  redactChanges([{ state, key, change: "set", value: value as string }])[0]?.value;

describe("rule 3, secrets leave no trace: the trace", () => {
  it.each(["shared", "transient", "secure"] as const)("never shows a password in %s state", (state) => {
    expect(shown(state, "password", "hunter2")).toBe("[redacted]");
  });

  it.each(["transient", "secure"] as const)("shows no value of %s state at all", (state) => {
    expect(shown(state, "anything", "v")).toBe("[redacted]");
  });

  it.each(["oneTimePassword", "clientSecret", "access_token", "activationLockBypassCode", "privateKey"])(
    "hides what is named like a secret: %s",
    (key) => expect(shown("shared", key, "v")).toBe("[redacted]"),
  );

  it("hides secrets inside objects", () => {
    expect(shown("shared", "objectAttributes", { mail: "a@b", password: "p" })).toEqual({
      mail: "a@b",
      password: "[redacted]",
    });
  });

  it("hides in what scripts log whatever hidden state holds, also inside objects", () => {
    const hidden = [{ password: "hunter2" }, { objectAttributes: { kba: ["Rex the dog", "hunter2-old"] }, short: "a" }];
    expect(redactTexts(["anna came with hunter2", "Rex the dog, hunter2-old, a"], hidden)).toEqual([
      "anna came with [redacted]",
      "[redacted], [redacted], a",
    ]);
  });

  it("shows ordinary shared values, shortened", () => {
    expect(shown("shared", "INTUNE_deviceName", "WINDEV2404EVAL")).toBe("WINDEV2404EVAL");
    expect(String(shown("shared", "long", "x".repeat(5000))).length).toBeLessThan(1100);
  });
});
