import { expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { setSuccessUrlNode } from "./index.ts";

it("Success URL puts its address into shared state, and leaves by outcome", async () => {
  const attributes = { successUrl: "https://app.example.com/" };
  const { outcome, state } = await runNode(setSuccessUrlNode, { attributes, shared: { successUrl: "/before" } });
  expect(outcome).toBe("outcome");
  expect(state.snapshot("shared")).toEqual({ successUrl: "https://app.example.com/" });
});
