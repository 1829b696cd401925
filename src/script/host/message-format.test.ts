import { expect, it } from "vitest";
import { formatMessage } from "./message-format.ts";

it.each([
  ["Open {0} please, {0}", "Open URL please, URL"],
  ["it''s {0}", "it's URL"],
  ["'{0}' is {0}", "{0} is URL"],
  ["no argument", "no argument"],
  ["{1} stays", "{1} stays"],
])("%s becomes %s", (format, expected) => {
  expect(formatMessage(format, "URL")).toBe(expected);
});

it("takes the argument as it is, also when it looks like a pattern", () => {
  expect(formatMessage("{0}", "https://x.test/?a=$&'{0}")).toBe("https://x.test/?a=$&'{0}");
});
