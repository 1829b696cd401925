import { expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { cookiePresenceDecisionNode } from "./index.ts";

it.each([
  ["seen", "true"],
  ["Seen", "false"],
  ["other", "false"],
])("Cookie Presence Decision: for cookie %s it leaves by %s", async (cookieName, outcome) => {
  const request = { cookies: new Map([["seen", ""]]) };
  expect(await runNode(cookiePresenceDecisionNode, { attributes: { cookieName }, request })).toMatchObject({ outcome });
});
