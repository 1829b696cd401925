import { describe, expect, it } from "vitest";
import { perObject } from "./per-object.ts";

describe("perObject", () => {
  it("makes a value once for each object, and nothing too is a value", () => {
    const asked: object[] = [];
    const made = perObject((key: { readonly value: string | undefined }) => {
      asked.push(key);
      return key.value;
    });
    const [one, other] = [{ value: "one" }, { value: undefined }];
    expect([made(one), made(other), made(one), made(other)]).toEqual(["one", undefined, "one", undefined]);
    expect(asked).toEqual([one, other]);
  });

  it("remembers nothing of what failed", () => {
    let attempts = 0;
    const made = perObject(() => {
      attempts += 1;
      if (attempts === 1) throw new Error("not now");
      return attempts;
    });
    const key = {};
    expect(() => made(key)).toThrow("not now");
    expect(made(key)).toBe(2);
  });
});
