import { expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { removeSessionPropertiesNode } from "./index.ts";

it("Remove Session Properties drops what earlier nodes set, and leaves by outcome", async () => {
  const { action } = await runNode(removeSessionPropertiesNode, { attributes: { propertyNames: ["a", "b"] } });
  expect(action).toEqual({ kind: "goTo", outcome: "outcome", sessionProperties: { a: null, b: null } });
});
