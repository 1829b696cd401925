import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { createLogger } from "./log.ts";
import { Secret } from "./secret.ts";

describe("rule 3, secrets leave no trace: a Secret", () => {
  const secret = new Secret("hunter2");

  it.each([
    ["as text", () => `${secret}`],
    ["as JSON", () => JSON.stringify({ secret })],
    ["inspected", () => inspect({ secret }, { showHidden: true, depth: 9 })],
    ["by its keys", () => JSON.stringify(Object.entries(secret))],
  ])("never shows its value %s", (_way, show) => {
    expect(show()).not.toContain("hunter2");
  });

  it("gives its value only when asked", () => {
    expect(secret.reveal()).toBe("hunter2");
  });

  it("is not written to a log, nor is what stands under a telling name", () => {
    let written = "";
    const log = createLogger("test", "info", {
      write: (line) => {
        written += line;
      },
    });
    log.info(
      { secret, password: "hunter2", headers: { authorization: "Bearer hunter2", cookie: "s=hunter2" } },
      "hello",
    );
    expect(written).toContain("hello");
    expect(written).not.toContain("hunter2");
  });
});
