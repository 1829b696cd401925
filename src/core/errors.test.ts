import { describe, expect, it } from "vitest";
import { defineErrors, describeError, errorCode } from "./errors.ts";

const errors = defineErrors({ "test.broken": { kind: "operational", status: 503, message: "It is broken." } });

describe("an error", () => {
  it("shows the public its message and keeps its detail for logs", () => {
    const error = errors.error("test.broken", { detail: "the pump of the cellar", cause: new Error("no oil") });
    expect(error).toMatchObject({ code: "test.broken", kind: "operational", status: 503, message: "It is broken." });
    expect(describeError(error)).toBe("test.broken: the pump of the cellar ← no oil");
  });

  it.each([
    [Object.assign(new Error("x"), { code: "ENOENT" }), "ENOENT"],
    [new Error("x"), undefined],
    [{ code: 7 }, undefined],
    [null, undefined],
  ])("has the code of whatever was thrown: %#", (thrown, code) => {
    expect(errorCode(thrown)).toBe(code);
  });
});
