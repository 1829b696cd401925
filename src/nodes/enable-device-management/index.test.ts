import { expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { enableDeviceManagementNode } from "./index.ts";

const user = { username: "dana", universalId: "id=dana" };

it.each([
  ["SAME", ["OATH"], "success", "OATH"],
  ["SAME", [], "failure", undefined],
  ["ANY", ["WEB_AUTHN"], "success", "OATH WEB_AUTHN"],
  ["ANY", [], "failure", undefined],
  ["NONE", [], "success", "OATH WEB_AUTHN"],
  ["ANY", ["PASSWORD", 7], "failure", undefined],
])("with strategy %s and %j used it leaves by %s", async (deviceEnforcementStrategy, secondFactors, outcome, kinds) => {
  const attributes = { deviceEnforcementStrategy };
  const { action } = await runNode(enableDeviceManagementNode, { attributes, shared: { secondFactors }, user });
  expect(action).toMatchObject({ outcome, ...(kinds && { sessionProperties: { manageableDevices: kinds } }) });
});

it("leaves by failure when nobody has signed in", async () => {
  const attributes = { deviceEnforcementStrategy: "NONE" };
  expect((await runNode(enableDeviceManagementNode, { attributes })).outcome).toBe("failure");
});
