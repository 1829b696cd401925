import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SallyportError } from "../../core/errors.ts";
import { scriptOf } from "../testing/scripts.ts";
import { readReply } from "./reply.ts";

const script = scriptOf("", "legacy");
const result = {
  outcome: "yes",
  stateChanges: [],
  sessionProperties: {},
  callbacks: [],
  logs: [],
  auditEntryDetail: null,
};
const read = (value: unknown) => readReply({ kind: "text", text: JSON.stringify(value) }, script);

describe("a guest's reply", () => {
  it("is taken when it has the shape of a result", () => {
    expect(read({ result })).toEqual(result);
  });
  it.each([
    ["an unknown key", { result: { ...result, admin: true } }],
    ["a missing key", { result: { outcome: "yes" } }],
    ["both result and failure", { result, failure: { code: "threw", message: "x" } }],
    [
      "a state that scripts may not set",
      { result: { ...result, stateChanges: [{ state: "secure", key: "a", change: "set", value: 1 }] } },
    ],
    ["minutes that are none", { result: { ...result, maxIdleTime: -1 } }],
    ["an unknown failure", { failure: { code: "busy", message: "x" } }],
  ])("is refused for %s", (_name, value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: "script.invalid-result" }));
  });
  it("is refused for a key that sets prototypes", () => {
    const text = JSON.stringify({ result }).replace(
      '"sessionProperties":{}',
      '"sessionProperties":{"\\u005f_proto__":null}',
    );
    expect(() => readReply({ kind: "text", text }, script)).toThrow(
      expect.objectContaining({ code: "script.invalid-result" }),
    );
  });
  it("never becomes anything but a result or an error of this room, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => `{"result":${text}}`),
        ),
        (text) => {
          try {
            readReply({ kind: "text", text }, script);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(SallyportError);
          }
        },
      ),
    );
  });
  it("names an API that is not offered without repeating the guest's own characters", () => {
    expect(() => read({ failure: { code: "unsupported", message: "<script>.x" } })).toThrow(
      "Scripts cannot use ?script?.x here.",
    );
  });
});
