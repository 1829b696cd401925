import { expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { deviceTamperingVerificationNode } from "./index.ts";

it.each([
  [0, "0", "true"],
  [0.5, "0.5", "true"],
  [0.5, "0.4", "false"],
  [1, "0", "false"],
  [-1, "0", "false"],
  ["0", "0", "false"],
  [null, "1", "false"],
])(
  "Device Tampering Verification: with score %j of at most %j it leaves by %s",
  async (jailBreakScore, score, outcome) => {
    const profile = { identifier: "d", metadata: { platform: { jailBreakScore } } };
    const shared = { "forgeRock.device.profile": profile };
    expect((await runNode(deviceTamperingVerificationNode, { attributes: { score }, shared })).outcome).toBe(outcome);
  },
);

it("Device Tampering Verification: without a profile it leaves by false", async () => {
  expect((await runNode(deviceTamperingVerificationNode)).outcome).toBe("false");
});
