import { describe, expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { readAnswer } from "./answer.ts";
import { success, timedOut } from "./testing/fake-server.ts";

const now = Date.parse("2026-03-01T12:00:00Z");

function read(status: number, body: Json, retryAfter: string | null = null) {
  return readAnswer({ status, body, retryAfter, transactionId: "t-1" }, now);
}

test("an authId makes a step, a session token a success", () => {
  expect(read(200, { authId: "a", callbacks: [], header: "Sign in" })).toMatchObject({
    kind: "step",
    step: { header: "Sign in", callbacks: [] },
    transactionId: "t-1",
  });
  expect(read(200, success)).toMatchObject({ kind: "success", tokenId: "token", successUrl: "/am/console" });
});

test("a journey without a session succeeds without a token", () => {
  expect(read(200, { successUrl: "/", realm: "/" })).toMatchObject({ kind: "success", tokenId: undefined });
});

describe("what is not understood is never a success", () => {
  test.each<[number, Json]>([
    [200, null],
    [200, {}],
    [200, []],
    [200, "<html>"],
    [200, { authId: 1 }],
    [302, success],
    [502, null],
  ])("%d %j", (status, body) => {
    expect(read(status, body)).toMatchObject({ kind: "failure", status, message: "", timedOut: false });
  });
});

test("a failure tells its message, its failureUrl and whether the time was up", () => {
  const body = { code: 401, reason: "Unauthorized", message: "Login failure", detail: { failureUrl: "/help" } };
  expect(read(401, body)).toMatchObject({ message: "Login failure", failureUrl: "/help", timedOut: false });
  expect(read(401, timedOut.body)).toMatchObject({ message: "Session has timed out", failureUrl: "", timedOut: true });
});

describe("a refusal for load tells when to try again", () => {
  test.each<[number, string | null, number | undefined]>([
    [429, "28", 28],
    [503, "0", 0],
    [429, "Sun, 01 Mar 2026 12:00:30 GMT", 30],
    [429, "Sun, 01 Mar 2026 11:00:00 GMT", 0],
    [503, null, 0],
    [503, "soon", 0],
    [503, "99999999999", 86_400],
    [401, "28", undefined],
  ])("%d with Retry-After %j → %j", (status, header, expected) => {
    expect(read(status, null, header)).toMatchObject({ retryAfter: expected });
  });
});
