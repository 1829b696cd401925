import { describe, expect, it } from "vitest";
import { type NodeRun, runNode } from "../testing/run-node.ts";
import { zeroPageLoginNode } from "./index.ts";

const both = new Map([
  ["x-openam-username", "dana"],
  ["x-openam-password", "secret"],
]);
const run = (more: NodeRun) => runNode(zeroPageLoginNode, more);

describe("Zero Page Login Collector", () => {
  it("takes user name and password from the headers; the password stays out of shared state", async () => {
    const { outcome, state } = await run({ request: { credentials: both } });
    expect(outcome).toBe("true");
    expect(state.snapshot("shared")).toEqual({ username: "dana" });
    expect(state.snapshot("transient")).toEqual({ password: "secret" });
  });

  it("is content with one of them", async () => {
    const credentials = new Map([["x-openam-username", "dana"]]);
    expect(await run({ request: { credentials } })).toMatchObject({ outcome: "true" });
  });

  it("leaves by false without any, and never looks among ordinary headers", async () => {
    const headers = { "x-openam-username": ["dana"], "x-openam-password": ["secret"] };
    const { outcome, state } = await run({ headers });
    expect(outcome).toBe("false");
    expect(state.keys()).toEqual([]);
  });

  it("reads the headers that it is told to", async () => {
    const attributes = { usernameHeader: "X-User", passwordHeader: "X-Pass" };
    const credentials = new Map([["x-user", "dana"]]);
    expect(await run({ attributes, request: { credentials } })).toMatchObject({ outcome: "true" });
  });

  it.each<[string, string[], string]>([
    ["a page of the list", ["https://portal.example.com/"], "true"],
    ["another page", ["https://portal.example.com/evil"], "false"],
    ["no page", [], "false"],
    ["two pages", ["https://portal.example.com/", "https://evil.example.com/"], "false"],
  ])("with a list of referers, from %s: leaves by the right outcome", async (_from, referer, outcome) => {
    const attributes = { allowWithoutReferer: false, referrerWhiteList: ["https://portal.example.com/"] };
    expect(await run({ attributes, headers: { referer }, request: { credentials: both } })).toMatchObject({ outcome });
  });
});
