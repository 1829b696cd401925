import { expect, it } from "vitest";
import { webhooksSchema } from "./settings.ts";

const accepted = (webhook: object): boolean => webhooksSchema.safeParse({ hook: webhook }).success;
const json = { "Content-Type": "application/json" };

it.each<[string, object]>([
  ["an https URL", { url: "https://crm.example.com/hook?x=1" }],
  ["http on loopback", { url: "http://127.0.0.1:9000/hook" }],
  ["JSON with placeholders in strings", { url: "https://a.example", headers: json, body: '{"a":"x ${b} y"}' }],
  ["a form", { url: "https://a.example", headers: { Authorization: "Bearer x" }, body: "a=${b}" }],
])("a webhook may have %s", (_case, webhook) => {
  expect(accepted(webhook)).toBe(true);
});

it.each<[string, object]>([
  ["http elsewhere", { url: "http://crm.example.com/" }],
  ["http on a name that looks like loopback", { url: "http://127.0.0.1.example.com/" }],
  ["another protocol", { url: "file:///etc/passwd" }],
  ["a user in its URL", { url: "https://user:secret@crm.example.com/" }],
  ["a line break in a header", { url: "https://a.example", headers: { a: "x\r\nb: c" } }],
  ["a header of the connection", { url: "https://a.example", headers: { HOST: "b.example" } }],
  ["JSON with a placeholder outside strings", { url: "https://a.example", headers: json, body: '{"a":${b}}' }],
  ["what is no JSON as JSON", { url: "https://a.example", headers: json, body: "a=${b}" }],
  ["an unknown setting", { url: "https://a.example", method: "GET" }],
])("a webhook may not have %s", (_case, webhook) => {
  expect(accepted(webhook)).toBe(false);
});
