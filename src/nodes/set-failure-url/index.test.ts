import { expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { setFailureUrlNode } from "./index.ts";

it("Failure URL puts its address into shared state, and leaves by outcome", async () => {
  const attributes = { failureUrl: "https://app.example.com/" };
  const { outcome, state } = await runNode(setFailureUrlNode, { attributes, shared: { failureUrl: "/before" } });
  expect(outcome).toBe("outcome");
  expect(state.snapshot("shared")).toEqual({ failureUrl: "https://app.example.com/" });
});
