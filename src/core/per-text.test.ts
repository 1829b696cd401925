import { describe, expect, it, vi } from "vitest";
import { perText } from "./per-text.ts";

describe("what is remembered per text", () => {
  it("is made once, also when it is undefined", () => {
    const make = vi.fn(() => undefined);
    const read = perText(make);
    expect([read("a"), read("a")]).toEqual([undefined, undefined]);
    expect(make).toHaveBeenCalledTimes(1);
  });

  it("is made anew for texts that are too long, or one too many", () => {
    const make = vi.fn((text: string) => text.length);
    const read = perText(make, { most: 1, longest: 3 });
    for (const text of ["long", "long", "one", "one", "two", "two"]) expect(read(text)).toBe(text.length);
    expect(make.mock.calls.flat()).toEqual(["long", "long", "one", "two", "two"]);
  });

  it("is not made of a text that throws", () => {
    let broken = true;
    const read = perText((text) => {
      if (broken) throw new Error(text);
      return text;
    });
    expect(() => read("a")).toThrow("a");
    broken = false;
    expect(read("a")).toBe("a");
  });
});
