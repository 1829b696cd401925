import fc from "fast-check";
import { expect, it } from "vitest";
import { activityIdIn, innermostMessage, scopesIn } from "./message.ts";

const wrap = (text: string): string => JSON.stringify({ _version: 3, Message: text }, null, "\r\n  ");

it("a message is unwrapped at most three times", () => {
  const wrapped = [0, 1, 2, 3, 4].map((levels) => Array.from({ length: levels }).reduce<string>(wrap, "text"));
  expect(wrapped.map(innermostMessage)).toEqual(["text", "text", "text", "text", wrap("text")]);
});

it("whatever text comes, unwrapping ends without an exception", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof innermostMessage(text) === "string"));
});

it("whatever was wrapped comes out again", () => {
  const plain = fc.string().map((text) => `${text} text`);
  fc.assert(fc.property(plain, (text) => innermostMessage(wrap(wrap(text))) === text));
});

it("permissions and the activity id are found, and nothing of the URL around them", () => {
  const id = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  const text = `one of the following scopes: A.Read.All, DeviceManagementManagedDevices.Read.All, DeviceManagementManagedDevices.ReadWrite.All - Activity ID: ${id} - Url: https://proxy.msua05.manage.microsoft.com/X.Read.All`;
  expect(scopesIn(text)).toEqual([
    "DeviceManagementManagedDevices.Read.All",
    "DeviceManagementManagedDevices.ReadWrite.All",
  ]);
  expect(activityIdIn(text)).toBe(id);
});
