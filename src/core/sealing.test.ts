import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom, systemRandom } from "./random.ts";
import { createSealer } from "./sealing.ts";
import { Secret } from "./secret.ts";

const key = (seed: string) => new Secret(seededRandom(seed).bytes(32).toString("base64url"));
const sealer = createSealer(key("one"), systemRandom);

describe("a sealed value", () => {
  test("opens with the same key and context, whatever it holds", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, context) => {
        const plain = Buffer.from(bytes);
        expect(sealer.open(sealer.seal(plain, context), context).equals(plain)).toBe(true);
      }),
    );
  });

  test("opens in another process that has the key", () => {
    const sealed = sealer.seal(Buffer.from("x"), "c");
    expect(createSealer(key("one"), systemRandom).open(sealed, "c").toString()).toBe("x");
  });

  test("never looks the same twice, and does not show what it holds", () => {
    const plain = Buffer.from("the secret of the user");
    const sealed = sealer.seal(plain, "c");
    expect(sealed.equals(sealer.seal(plain, "c"))).toBe(false);
    expect(sealed.includes(plain)).toBe(false);
  });

  test("is refused with another context or another key", () => {
    const sealed = sealer.seal(Buffer.from("x"), "alice");
    expect(() => sealer.open(sealed, "bob")).toThrow(expect.objectContaining({ code: "core.seal-broken" }));
    const other = createSealer(key("two"), systemRandom);
    expect(() => other.open(sealed, "alice")).toThrow(expect.objectContaining({ code: "core.seal-broken" }));
  });

  test("is refused when any single byte was changed, or the end cut off", () => {
    const sealed = sealer.seal(Buffer.from("hello"), "c");
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealer.open(changed, "c"), `byte ${at}`).toThrow(
        expect.objectContaining({ code: "core.seal-broken" }),
      );
      expect(() => sealer.open(sealed.subarray(0, at), "c"), `cut ${at}`).toThrow(
        expect.objectContaining({ code: "core.seal-broken" }),
      );
    }
  });
});

test.each(["", "short", "a".repeat(42), `${"a".repeat(42)}+`, "a".repeat(64)])(
  "a key that is not 256 bits of base64url is refused: %s",
  (text) => {
    expect(() => createSealer(new Secret(text), systemRandom)).toThrow(
      expect.objectContaining({ code: "core.sealing-key-invalid", message: expect.not.stringContaining("aaaa") }),
    );
  },
);
