import fc from "fast-check";
import { expect, test } from "vitest";
import { filledStep, outputNumber, outputTexts, readStep } from "./step.ts";

const body = {
  authId: "a",
  stage: "UsernamePassword",
  later: { unknown: true },
  callbacks: [
    { type: "TextOutputCallback", output: [{ name: "message", value: "Hello" }] },
    { type: "NameCallback", output: [], input: [{ name: "IDToken2", value: "" }], _id: 1 },
    {
      type: "BooleanAttributeInputCallback",
      output: [{ name: "options", value: ["Yes", 2] }],
      input: [
        { name: "IDToken3", value: false },
        { name: "IDToken3validateOnly", value: false },
      ],
    },
  ],
};

test("the whole step goes back, with the entered inputs filled and the others as they were", () => {
  const step = readStep(body);
  const filled =
    step &&
    filledStep(
      step,
      new Map<string, string | boolean>([
        ["IDToken2", "demo"],
        ["IDToken3", true],
      ]),
    );
  const expected = structuredClone(body);
  Object.assign(expected.callbacks[1]?.input?.[0] ?? {}, { value: "demo" });
  Object.assign(expected.callbacks[2]?.input?.[0] ?? {}, { value: true });
  expect(filled).toEqual(expected);
  expect(body.callbacks[1]?.input?.[0]?.value).toBe("");
});

test("outputs are read as what they mean", () => {
  const callback = (value: string | number) => ({ type: "", output: new Map([["waitTime", value]]), inputs: [] });
  expect([5000, "5000", "", "soon"].map((value) => outputNumber(callback(value), "waitTime"))).toEqual([
    5000,
    5000,
    undefined,
    undefined,
  ]);
  const boolean = readStep(body)?.callbacks[2];
  expect(boolean && outputTexts(boolean, "options")).toEqual(["Yes", "2"]);
});

test("a step of any shape is read without a throw, and goes back unchanged when nothing was entered", () => {
  const items = fc.array(fc.oneof(fc.jsonValue(), fc.record({ name: fc.jsonValue(), value: fc.jsonValue() })));
  const callback = fc.record({ type: fc.jsonValue(), output: items }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.array(callback), fc.jsonValue(), (callbacks, stage) => {
      const given = JSON.parse(JSON.stringify({ authId: "a", callbacks, stage }));
      const step = readStep(given);
      expect(step?.callbacks).toHaveLength(callbacks.length);
      expect(step && filledStep(step, new Map())).toEqual(given);
    }),
  );
});
